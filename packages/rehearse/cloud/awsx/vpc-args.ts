import { isProperties } from "../paths";
import { Refusal } from "../refusals";
import type { Properties } from "../resource-type";

export type SubnetType = "Public" | "Private" | "Isolated";

/** The specification of one subnet in each zone. */
export interface SubnetSpec {
  readonly type: SubnetType;
  readonly cidrMask: number;
  readonly tags: Properties;
}

const defaults = { cidrBlock: "10.0.0.0/16", zones: 3, specs: [{ type: "Private" }, { type: "Public" }] };
const letters = "abcdef";

/** How many bits divide a block into so many parts. */
const bitsFor = (parts: number) => Math.ceil(Math.log2(Math.max(1, parts)));

/**
 * Parses the arguments, and fills in what the program leaves to awsx: three zones of the region, a private and a public subnet
 * in each, of equal size. The layout then differs from awsx's in the blocks, which is in `notChecked`.
 */
export function parseArgs(name: string, args: Properties, region: string) {
  const named = strings(args.availabilityZoneNames);
  const count = Number(args.numberOfAvailabilityZones ?? defaults.zones);
  const zones = named.length > 0 ? named : [...letters.slice(0, count)].map((letter) => `${region}${letter}`);
  const { cidrBlock = defaults.cidrBlock } = args;
  const block = String(cidrBlock);
  const zoneMask = Number(
    args.availabilityZoneCidrMask ?? Number(block.split("/")[1]) + bitsFor(zones.length),
  );
  const given = list(args.subnetSpecs);
  const all = given.length > 0 ? given : defaults.specs;
  const specs = all.map((spec: Properties) => parseSpec(spec, zoneMask + bitsFor(all.length)));
  const isCompared =
    args.subnetStrategy === "Auto" &&
    named.length > 0 &&
    typeof args.availabilityZoneCidrMask === "number" &&
    typeof args.cidrBlock === "string" &&
    given.length > 0 &&
    given.every(({ cidrMask }) => typeof cidrMask === "number") &&
    new Set(specs.map(({ type }) => type)).size === specs.length;
  const endpoints = list(args.vpcEndpointSpecs).map((spec) => ({
    serviceName: String(spec.serviceName),
    auto: args.vpcEndpointStrategy === "Auto",
  }));
  const tags = isProperties(args.tags) ? args.tags : {};
  const nat = isProperties(args.natGateways) ? (args.natGateways.strategy ?? "OnePerAz") : "OnePerAz";
  if (nat !== "None" && nat !== "Single" && nat !== "OnePerAz") {
    throw new Refusal(
      `awsx.ec2.Vpc "${name}": natGateways.strategy is "${nat}"; None, Single or OnePerAz are allowed`,
    );
  }
  const natStrategy: "None" | "Single" | "OnePerAz" = nat;
  const notChecked = isCompared
    ? []
    : [
        'the zones and blocks that awsx chooses: they are simulated for subnetStrategy "Auto" with cidrBlock, ' +
          "availabilityZoneNames, availabilityZoneCidrMask and one subnetSpec with a cidrMask for each type",
      ];
  return { cidrBlock: block, zones, zoneMask, specs, natStrategy, endpoints, tags, notChecked };
}

function parseSpec({ type, cidrMask, tags }: Properties, mask: number): SubnetSpec {
  if (type === "Public" || type === "Private" || type === "Isolated") {
    return {
      type,
      cidrMask: typeof cidrMask === "number" ? cidrMask : mask,
      tags: isProperties(tags) ? tags : {},
    };
  }
  throw new Refusal(
    `awsx.ec2.Vpc: the type of a subnet is ${JSON.stringify(type)}; Public, Private or Isolated are allowed`,
  );
}

function list(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isProperties) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
