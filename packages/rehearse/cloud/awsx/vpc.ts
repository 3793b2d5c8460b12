import { formatCidr } from "../../../infra/cidr";
import type { Properties } from "./behaviour";
import { block, isProperties } from "./paths";

/** A resource that a component provider has registered. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Properties;
  /** The resource as a value that can stand in the component's outputs. */
  readonly reference: unknown;
}

/** Registers a child of a component. Without a parent it is a child of the component itself. */
export type Register = (child: {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly parent?: Registered;
  readonly dependsOn: readonly Registered[];
}) => Promise<Registered>;

/** Component types that are constructed here, by type token. */
export const components: Readonly<
  Record<string, (name: string, args: Properties, register: Register) => Promise<Properties>>
> = { "awsx:ec2:Vpc": constructVpc };

type SubnetType = "Public" | "Private" | "Isolated";
interface SubnetSpec {
  readonly type: SubnetType;
  readonly cidrMask: number;
  readonly tags: Properties;
}

/**
 * What awsx 3.9 makes of an `awsx.ec2.Vpc` with `subnetStrategy: "Auto"`, `availabilityZoneNames` and a mask for
 * each subnet; other ways to ask for subnets are refused, because nothing here has been compared with them.
 * Source: awsx/ec2/vpc.ts and subnetDistributorNew.ts of pulumi-awsx.
 */
async function constructVpc(name: string, args: Properties, register: Register): Promise<Properties> {
  const { cidrBlock, zones, zoneMask, specs, natStrategy, endpoints, tags } = parseArgs(name, args);
  const shared = { Name: name, ...tags };
  const blocks = layOut(cidrBlock, zones.length, zoneMask, specs);
  const vpc = await register({
    type: "aws:ec2/vpc:Vpc",
    name,
    inputs: { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true, tags: shared },
    dependsOn: [],
  });
  const child = (
    type: string,
    childName: string,
    inputs: Properties,
    parent: Registered,
    ...needs: Registered[]
  ) =>
    heard(
      register({ type: `aws:ec2/${type}`, name: childName, inputs, parent, dependsOn: [parent, ...needs] }),
    );
  const gateway = child("internetGateway:InternetGateway", name, { vpcId: vpc.id, tags: shared }, vpc);

  const subnetsOf = (type: SubnetType) =>
    zones.map((availabilityZone, zone) => heard(subnetOf(type, availabilityZone, zone)));
  const subnetOf = async (type: SubnetType, availabilityZone: string, zone: number) => {
    const index = specs.findIndex((spec) => spec.type === type);
    const subnetName = `${name}-${type.toLowerCase()}-${zone + 1}`;
    const labels = { Name: subnetName, SubnetType: type };
    const inputs = {
      vpcId: vpc.id,
      availabilityZone,
      cidrBlock: blocks[zone]?.[index],
      mapPublicIpOnLaunch: type === "Public",
      assignIpv6AddressOnCreation: false,
      tags: { ...shared, ...specs[index]?.tags, ...labels },
    };
    const subnet = await child("subnet:Subnet", subnetName, inputs, vpc);
    const tableInputs = { vpcId: vpc.id, tags: { ...shared, ...labels } };
    const table = await child("routeTable:RouteTable", subnetName, tableInputs, subnet, vpc);
    const pair = { routeTableId: table.id, subnetId: subnet.id };
    const association = child("routeTableAssociation:RouteTableAssociation", subnetName, pair, table, subnet);
    return { subnetName, subnet, table, association };
  };
  const natOf = async (zone: number, of: ReturnType<typeof subnetsOf>[number]) => {
    const { subnet } = await of;
    const natName = `${name}-${zone + 1}`;
    const natTags = { ...tags, Name: natName };
    const eip = await child("eip:Eip", natName, { tags: natTags }, subnet);
    const inputs = { subnetId: subnet.id, allocationId: eip.outputs.allocationId, tags: natTags };
    return { eip, nat: await child("natGateway:NatGateway", natName, inputs, subnet, eip) };
  };

  const all = { Public: subnetsOf("Public"), Private: subnetsOf("Private"), Isolated: subnetsOf("Isolated") };
  const zonesWithNat = { None: 0, Single: 1, OnePerAz: zones.length }[natStrategy];
  const nats = all.Public.slice(0, zonesWithNat).map((of, zone) => heard(natOf(zone, of)));
  const anywhere = { destinationCidrBlock: "0.0.0.0/0" };
  const publicRoutes = all.Public.map((of) =>
    heard(
      Promise.all([of, gateway]).then(([{ subnetName, table }, target]) => {
        const inputs = { routeTableId: table.id, gatewayId: target.id, ...anywhere };
        return child("route:Route", subnetName, inputs, table, target);
      }),
    ),
  );
  const privateRoutes = all.Private.flatMap((of, zone) => {
    const through = nats[natStrategy === "Single" ? 0 : zone];
    if (!through) return [];
    return [
      heard(
        Promise.all([of, through]).then(([{ subnetName, table }, { nat }]) => {
          const inputs = { routeTableId: table.id, natGatewayId: nat.id, ...anywhere };
          return child("route:Route", subnetName, inputs, table, nat);
        }),
      ),
    ];
  });
  const flat = await Promise.all([...all.Public, ...all.Private, ...all.Isolated]);
  const tables = flat.map(({ table }) => table);
  const vpcEndpoints = endpoints.map(({ serviceName, auto }) => {
    const routes = auto ? { routeTableIds: tables.map(({ id }) => id) } : {};
    const inputs = { vpcId: vpc.id, serviceName, vpcEndpointType: "Gateway", ...routes, tags: shared };
    return child("vpcEndpoint:VpcEndpoint", serviceName, inputs, vpc, ...(auto ? tables : []));
  });

  const references = async (registered: readonly (Registered | Promise<Registered>)[]) =>
    (await Promise.all(registered)).map(({ reference }) => reference);
  const idsOf = async (type: SubnetType) => (await Promise.all(all[type])).map(({ subnet }) => subnet.id);
  const natPairs = await Promise.all(nats);
  return {
    vpc: vpc.reference,
    vpcId: vpc.id,
    internetGateway: (await gateway).reference,
    subnets: await references(flat.map(({ subnet }) => subnet)),
    publicSubnetIds: await idsOf("Public"),
    privateSubnetIds: await idsOf("Private"),
    isolatedSubnetIds: await idsOf("Isolated"),
    routeTables: await references(tables),
    routeTableAssociations: await references(flat.map(({ association }) => association)),
    routes: await references([...publicRoutes, ...privateRoutes]),
    eips: await references(natPairs.map(({ eip }) => eip)),
    natGateways: await references(natPairs.map(({ nat }) => nat)),
    vpcEndpoints: await references(vpcEndpoints),
  };
}

/** The first failure ends the construction; nobody waits for the others any more, and they must not go unheard. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Each zone's blocks: zone after zone from the start of the VPC, in each zone subnet after subnet. */
function layOut(
  cidrBlock: string,
  zones: number,
  zoneMask: number,
  specs: readonly SubnetSpec[],
): string[][] {
  const start = block(cidrBlock).address;
  return Array.from({ length: zones }, (_, zone) => {
    let next = start + zone * 2 ** (32 - zoneMask);
    return specs.map(({ cidrMask: mask }) => {
      const size = 2 ** (32 - mask);
      const address = Math.ceil(next / size) * size;
      next = address + size;
      return formatCidr({ address, mask });
    });
  });
}

function parseArgs(name: string, args: Properties) {
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
      `awsx.ec2.Vpc "${name}": packages/rehearse/cloud/awsx.ts only knows subnetStrategy "Auto" with cidrBlock, ` +
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
  throw new Error(
    `awsx.ec2.Vpc: packages/rehearse/cloud/awsx.ts needs a type and a cidrMask for each subnet`,
  );
}

function list(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isProperties) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
