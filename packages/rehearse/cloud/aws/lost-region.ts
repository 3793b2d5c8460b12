/** A region that answers no request, and what other regions then refuse, because its control plane is there. */
import type { Operation } from "../cloud";
import { partitionOf } from "./partitions";

const source =
  "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html";

/** The region with the control planes of the global services of each partition. */
const controlPlanes: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
};

type Changing = readonly Operation["kind"][];
const every: Changing = ["create", "read", "update", "delete"];
const created: Changing = ["create", "delete"];

/**
 * Operations of other regions that depend on the control planes of global services: IAM and Route 53, the names and the
 * configuration of buckets, and what gets a DNS name from Route 53.
 */
const dependent: readonly (readonly [type: RegExp, kinds: Changing, because: string])[] = [
  [/^aws:iam\//, every, "the control plane of IAM"],
  [/^aws:route53\//, every, "the control plane of Route 53"],
  [/^aws:s3\//, ["create", "update", "delete"], "the names and the configuration of buckets"],
  [/^aws:eks\/cluster:/, created, "the DNS name of a control plane of EKS"],
  [/^aws:rds\/instance:/, created, "the DNS name of an instance of RDS"],
  [/^aws:ec2\/vpcEndpoint:/, created, "the DNS name of a VPC endpoint"],
  [/^kubernetes:networking.k8s.io\/v1:Ingress$/, created, "the DNS name of a load balancer"],
];

/**
 * Why an operation fails while a region is lost. Undefined if it does not depend on that region. Certificates are not among them: ACM
 * issues them in their own region, but their validation records are of Route 53.
 */
export function lostRegionProblem(
  lost: string,
  { type, kind, region }: Pick<Operation, "type" | "kind" | "region">,
): string | undefined {
  if (region === lost) return `RequestTimeout: ${lost} does not answer`;
  const { id } = partitionOf(lost);
  if (controlPlanes[id] !== lost || (region !== undefined && partitionOf(region).id !== id)) return undefined;
  const found = dependent.find(([pattern, kinds]) => pattern.test(type) && kinds.includes(kind));
  return found && `ServiceUnavailable: ${found[2]} is in ${lost}, which does not answer (${source})`;
}
