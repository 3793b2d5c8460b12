/** What a stack needs of its account, read from its evaluated resources. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { isProperties, valueAt, valuesAt } from "@groundwork/rehearse/cloud/paths";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { type ImageNeed, imagesOf } from "./needs-images";
import { type NodeNeeds, nodesOf } from "./needs-nodes";

export interface DatabaseNeed {
  readonly name: string;
  readonly identifier: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly storageType: string;
  /** Empty: AWS selects it. */
  readonly zone: string;
  readonly multiAz: boolean;
  readonly isReplica: boolean;
}

/** Something that exists outside the stack, and the resources that refer to it. */
export interface Reference {
  readonly id: string;
  readonly from: readonly string[];
}

export interface Needs {
  readonly region: string;
  /** Tags of all resources of the stack, which identify those that exist. */
  readonly tags: Readonly<Record<string, string>>;
  /** Names of all zones. */
  readonly zones: readonly string[];
  /** Names of the zones of the cluster's control plane. */
  readonly controlPlaneZones: readonly string[];
  readonly clusters: readonly { readonly version: string; readonly supportType: string }[];
  readonly databases: readonly DatabaseNeed[];
  readonly vpcs: number;
  readonly internetGateways: number;
  readonly addresses: number;
  /** Zones of the NAT gateways, one for each gateway. */
  readonly natGatewayZones: readonly string[];
  readonly nodes: NodeNeeds;
  /** Environments of CodeBuild projects, as in the names of the quotas: `Linux/Medium`. */
  readonly builds: readonly string[];
  readonly principals: readonly Reference[];
  readonly boundaries: readonly Reference[];
  /** Names of service-linked roles, which AWS uses and the stack does not create. */
  readonly serviceRoles: readonly (Reference & {
    /** The service's principal. */
    readonly service: string;
  })[];
  readonly connections: readonly Reference[];
  readonly certificates: readonly Reference[];
  /** Hosted zones, with the names of the records in them. */
  readonly hostedZones: readonly { readonly id: string; readonly records: readonly string[] }[];
  readonly images: readonly ImageNeed[];
}

/** A subnet that exists before the stack. */
type ExistingSubnet = { readonly id: string; readonly availabilityZone: string };

/**
 * @param subnets subnets that exist before the stack. Default: none
 * @throws Explained if the program creates nothing in AWS
 */
export function needsOf(
  resources: readonly EvaluatedResource[],
  subnets: readonly ExistingSubnet[] = [],
): Needs {
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws");
  const region = textAt(provider, "region");
  if (!region) throw new Explained("The program has no AWS provider with a region: there is nothing to ask.");
  const of = (type: string) => resources.filter((each) => each.type === type);
  const created = of("aws:ec2/subnet:Subnet").map((each) => ({
    id: each.id,
    availabilityZone: textAt(each, "availabilityZone"),
  }));
  const zoneOf = (id: string) =>
    [...created, ...subnets].filter((each) => each.id === id).map((each) => each.availabilityZone);
  const clusters = of("aws:eks/cluster:Cluster");
  const own = new Set(resources.flatMap(({ id, outputs }) => [id, String(outputs.arn ?? "")]));
  const external = (type: string, path: string) => references(of(type), path, own);
  return {
    region,
    tags: tagsOf(provider),
    zones: unique([...created, ...usedOf(subnets, resources)].map((each) => each.availabilityZone)),
    controlPlaneZones: unique(
      clusters.flatMap(({ inputs }) => valuesAt(inputs, "vpcConfig.subnetIds[]").flatMap(zoneOf)),
    ),
    clusters: clusters.map((each) => ({
      version: textAt(each, "version"),
      supportType: textAt(each, "upgradePolicy.supportType") || "EXTENDED",
    })),
    databases: databasesOf(of("aws:rds/instance:Instance")),
    vpcs: of("aws:ec2/vpc:Vpc").length,
    internetGateways: of("aws:ec2/internetGateway:InternetGateway").length,
    addresses: of("aws:ec2/eip:Eip").length,
    natGatewayZones: of("aws:ec2/natGateway:NatGateway").flatMap((each) => zoneOf(textAt(each, "subnetId"))),
    nodes: nodesOf(resources),
    builds: unique(of("aws:codebuild/project:Project").map(environmentOf)),
    principals: external("aws:eks/accessEntry:AccessEntry", "principalArn"),
    boundaries: external("aws:iam/role:Role", "permissionsBoundary"),
    serviceRoles: serviceRolesOf(of("aws:opensearch/domain:Domain")),
    connections: external("aws:codebuild/project:Project", "source.auth.resource"),
    certificates: certificatesOf(resources, own),
    hostedZones: hostedZonesOf(of("aws:route53/record:Record"), own),
    images: imagesOf(resources),
  };
}

/**
 * A domain in a VPC needs the role, which the API does not create.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/slr-aos.html
 */
function serviceRolesOf(domains: readonly EvaluatedResource[]): Needs["serviceRoles"] {
  const from = domains.filter(({ inputs }) => isProperties(inputs.vpcOptions)).map(({ name }) => name);
  if (from.length === 0) return [];
  return [
    { id: "AWSServiceRoleForAmazonOpenSearchService", service: "opensearchservice.amazonaws.com", from },
  ];
}

/** The subnets that a resource names. */
function usedOf(subnets: readonly ExistingSubnet[], resources: readonly EvaluatedResource[]) {
  if (subnets.length === 0) return [];
  const inputs = JSON.stringify(resources.map((each) => each.inputs));
  return subnets.filter(({ id }) => inputs.includes(`"${id}"`));
}

const unique = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ""))].sort();

function textAt(resource: EvaluatedResource | undefined, path: string): string {
  const value = resource === undefined ? undefined : valueAt(resource.inputs, path);
  return typeof value === "string" ? value : "";
}

/** The provider's default tags that identify the stack. */
function tagsOf(provider: EvaluatedResource | undefined): Readonly<Record<string, string>> {
  const written = provider?.inputs.defaultTags;
  const given: unknown = typeof written === "string" ? JSON.parse(written) : written;
  const tags = isProperties(given) && isProperties(given.tags) ? given.tags : {};
  return Object.fromEntries(
    ["project", "stack"].flatMap((key) => (key in tags ? [[key, String(tags[key])]] : [])),
  );
}

/** The values at a path that are no resource of the stack. */
function references(
  resources: readonly EvaluatedResource[],
  path: string,
  own: ReadonlySet<string>,
): readonly Reference[] {
  const ids = unique(resources.flatMap(({ inputs }) => valuesAt(inputs, path)));
  return ids
    .filter((id) => !own.has(id))
    .map((id) => ({
      id,
      from: resources.filter(({ inputs }) => valuesAt(inputs, path).includes(id)).map(({ name }) => name),
    }));
}

/** Replicas have the engine of their source. */
function databasesOf(instances: readonly EvaluatedResource[]): readonly DatabaseNeed[] {
  return instances.map((each) => {
    const source = instances.find(
      (other) => textAt(other, "identifier") === textAt(each, "replicateSourceDb"),
    );
    return {
      name: each.name,
      identifier: textAt(each, "identifier"),
      engine: textAt(each, "engine") || textAt(source, "engine"),
      engineVersion: textAt(each, "engineVersion"),
      instanceClass: textAt(each, "instanceClass"),
      storageType: textAt(each, "storageType") || textAt(source, "storageType"),
      zone: textAt(each, "availabilityZone"),
      multiAz: each.inputs.multiAz === true,
      isReplica: textAt(each, "replicateSourceDb") !== "",
    };
  });
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
function environmentOf(project: EvaluatedResource): string {
  const type = textAt(project, "environment.type");
  const size = textAt(project, "environment.computeType").replace("BUILD_GENERAL1_", "");
  const names: Readonly<Record<string, string>> = { LINUX_CONTAINER: "Linux", ARM_CONTAINER: "ARM" };
  const sizes: Readonly<Record<string, string>> = {
    SMALL: "Small",
    MEDIUM: "Medium",
    LARGE: "Large",
    XLARGE: "XLarge",
    "2XLARGE": "2XLarge",
  };
  return `${names[type] ?? type}/${sizes[size] ?? size}`;
}

/** ARNs of certificates anywhere in the inputs of resources, except of those that the stack creates. */
function certificatesOf(
  resources: readonly EvaluatedResource[],
  own: ReadonlySet<string>,
): readonly Reference[] {
  const found = resources.flatMap(({ name, inputs }) =>
    [...JSON.stringify(inputs).matchAll(/arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+/g)].map(
      ([id]) => ({ id, name }),
    ),
  );
  return unique(found.map(({ id }) => id))
    .filter((id) => !own.has(id))
    .map((id) => ({ id, from: unique(found.filter((each) => each.id === id).map(({ name }) => name)) }));
}

function hostedZonesOf(records: readonly EvaluatedResource[], own: ReadonlySet<string>) {
  return references(records, "zoneId", own).map(({ id }) => ({
    id,
    records: unique(
      records
        .filter((each) => textAt(each, "zoneId") === id)
        .map((each) => textAt(each, "name").replace(/\.$/, "")),
    ),
  }));
}
