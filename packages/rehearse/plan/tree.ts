import type { EvaluatedResource } from "../cloud/evaluation";
import { valuesAt } from "../cloud/paths";

/** The properties by which a reader recognises a resource, by type; what a type lacks here is shown by name alone. */
const telling: Readonly<Record<string, readonly string[]>> = {
  "pulumi:providers:aws": ["region"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/subnet:Subnet": ["cidrBlock", "availabilityZone"],
  "aws:ec2/route:Route": ["destinationCidrBlock"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["vpcEndpointType"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
    "ipProtocol",
    "fromPort",
    "referencedSecurityGroupId",
  ],
  "aws:cloudwatch/logGroup:LogGroup": ["retentionInDays"],
  "aws:eks/cluster:Cluster": ["version", "vpcConfig.endpointPublicAccess", "deletionProtection"],
  "aws:eks/addon:Addon": ["addonName"],
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ["namespace", "serviceAccount"],
  "aws:rds/instance:Instance": [
    "engineVersion",
    "instanceClass",
    "availabilityZone",
    "multiAz",
    "allocatedStorage",
  ],
  "aws:rds/parameterGroup:ParameterGroup": ["family"],
  "aws:kms/key:Key": ["description"],
};

/** The resources as a tree of parents and children, a line each. */
export function renderTree(resources: readonly EvaluatedResource[]): string {
  const children = new Map<string, EvaluatedResource[]>();
  for (const resource of resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const lines: string[] = [];
  const draw = (resource: EvaluatedResource, first: string, rest: string): void => {
    lines.push(`${first}${describe(resource)}`);
    const below = children.get(resource.urn) ?? [];
    for (const [index, child] of below.entries()) {
      const last = index === below.length - 1;
      draw(child, `${rest}${last ? "└─ " : "├─ "}`, `${rest}${last ? "   " : "│  "}`);
    }
  };
  for (const root of children.get("") ?? []) draw(root, "", "");
  return lines.join("\n");
}

/** How many resources there are of each type, most first. */
export function countByType(resources: readonly EvaluatedResource[]): [type: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([typeA, a], [typeB, b]) => b - a || typeA.localeCompare(typeB));
}

/** `aws:rds/instance:Instance` as Pulumi itself prints it: `aws:rds:Instance`. */
export function shortType(type: string): string {
  return type.replace(/\/[^:]+:/, ":");
}

function describe({ name, type, inputs, secrets, protect }: EvaluatedResource): string {
  const details = (telling[type] ?? [])
    .filter((path) => !secrets.includes(path))
    .flatMap((path) => valueAt(inputs, path).map((value) => `${path.split(".").at(-1)} ${value}`));
  return [`${name}  ${shortType(type)}`, ...details, ...(protect ? ["protected"] : [])].join("  ");
}

function valueAt(inputs: EvaluatedResource["inputs"], path: string): string[] {
  const [head = "", ...rest] = path.split(".");
  const value = inputs[head];
  if (rest.length > 0 && typeof value === "object" && value !== null) {
    return valueAt({ ...value }, rest.join("."));
  }
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  return valuesAt(inputs, path);
}
