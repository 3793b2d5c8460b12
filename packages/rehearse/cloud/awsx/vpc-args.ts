import { isProperties } from "../paths";
import type { Properties } from "../resource-type";

export type SubnetType = "Public" | "Private" | "Isolated";

/** The specification of one subnet in each zone. */
export interface SubnetSpec {
  readonly type: SubnetType;
  readonly cidrMask: number;
  readonly tags: Properties;
}

/** Parses the supported arguments. Throws an Error for other arguments. */
export function parseArgs(name: string, args: Properties) {
  const zones = strings(args.availabilityZoneNames);
  const zoneMask = args.availabilityZoneCidrMask;
  const cidrBlock = args.cidrBlock;
  const nat = isProperties(args.natGateways) ? args.natGateways.strategy : "OnePerAz";
  const specs = list(args.subnetSpecs).map(parseSpec);
  if (
    args.subnetStrategy !== "Auto" ||
    zones.length === 0 ||
    typeof zoneMask !== "number" ||
    typeof cidrBlock !== "string"
  ) {
    throw new Error(
      `awsx.ec2.Vpc "${name}": packages/rehearse/cloud/awsx only simulates subnetStrategy "Auto" with cidrBlock, ` +
        "availabilityZoneNames and availabilityZoneCidrMask",
    );
  }
  const endpoints = list(args.vpcEndpointSpecs).map((spec) => ({
    serviceName: String(spec.serviceName),
    auto: args.vpcEndpointStrategy === "Auto",
  }));
  const tags = isProperties(args.tags) ? args.tags : {};
  if (nat !== "None" && nat !== "Single" && nat !== "OnePerAz") {
    throw new Error(
      `awsx.ec2.Vpc "${name}": natGateways.strategy is "${nat}"; None, Single or OnePerAz are allowed`,
    );
  }
  const natStrategy: "None" | "Single" | "OnePerAz" = nat;
  return { cidrBlock, zones, zoneMask, specs, natStrategy, endpoints, tags };
}

function parseSpec(spec: Properties): SubnetSpec {
  const { type, cidrMask, tags } = spec;
  if ((type === "Public" || type === "Private" || type === "Isolated") && typeof cidrMask === "number") {
    return { type, cidrMask, tags: isProperties(tags) ? tags : {} };
  }
  throw new Error(`awsx.ec2.Vpc: packages/rehearse/cloud/awsx needs a type and a cidrMask for each subnet`);
}

function list(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isProperties) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
