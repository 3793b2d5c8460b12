/** Judges whether a region has the service of a type. */
import type { Judgement } from "../../package";
import { partitionOf } from "../partitions";
import { schemaOfType } from "../schemas/types";
import { regionsWithService, regionsWithZones, servicesMissingIn } from "./data";
import { dataSource, listed } from "./judge";

const offered: Judgement = { problems: [], notChecked: [] };
const unknown = (text: string): Judgement => ({ problems: [], notChecked: [text] });

/**
 * Services that a region without them refuses, with AWS's table of their endpoints. For the others CloudFormation may only lack the
 * types: those are not checked.
 */
const endpoints: Readonly<Record<string, string>> = {
  CodeBuild: "https://docs.aws.amazon.com/general/latest/gr/codebuild.html",
  CodeConnections: "https://docs.aws.amazon.com/general/latest/gr/codeconnections.html",
};

/** Services with one endpoint for all regions of the partition aws. Source: endpoints.json of botocore 1.43.11, partitionEndpoint. */
const global = [
  "Budgets",
  "CE",
  "CloudFront",
  "IAM",
  "NetworkManager",
  "Organizations",
  "Route53",
  "Shield",
  "WAF",
];

/** Whether a region has a service by its name in CloudFormation, such as `CodeConnections`. */
export function judgeService(service: string, region: string): Judgement {
  const missing = servicesMissingIn(region);
  const regions = regionsWithService(service);
  if (missing === undefined)
    // A service that every other region has is taken as offered.
    return servicesOfSomeRegions().has(service)
      ? unknown(`whether ${region} has ${service}: ${dataSource()} has no list of its services`)
      : offered;
  if (!missing.includes(service)) return offered;
  if (global.includes(service) && partitionOf(region).id === "aws") return offered;
  const source = endpoints[service];
  if (source === undefined)
    return unknown(
      `whether ${region} has ${service}: CloudFormation has no type of it there (${dataSource()})`,
    );
  return {
    problems: [
      `${service} is not offered in ${region}, but in ${listed(regions)} (${source}, ${dataSource()})`,
    ],
    notChecked: [],
  };
}

/** Whether the stack's region has the service of a Pulumi type. */
export function judgeServiceOf(type: string, region: string): Judgement {
  const schema = schemaOfType(type);
  if (schema === undefined || "because" in schema) return offered;
  return judgeService(schema.name.split("::")[1] ?? "", region);
}

let ofSomeRegions: ReadonlySet<string> | undefined;

/** The services that at least one region lacks. */
function servicesOfSomeRegions(): ReadonlySet<string> {
  ofSomeRegions ??= new Set(regionsWithZones().flatMap((region) => servicesMissingIn(region) ?? []));
  return ofSomeRegions;
}
