import type { Register, Registered } from "../component";
import type { Properties } from "../resource-type";
import { subnetBlocks } from "./subnet-blocks";
import { parseArgs, type SubnetType } from "./vpc-args";

/**
 * Registers the resources that awsx 3.9 creates for an `awsx.ec2.Vpc` with `subnetStrategy: "Auto"`, `availabilityZoneNames`
 * and a mask for each subnet. With other arguments the VPC is marked as not checked, because the result has not been compared
 * with awsx.
 * Source: awsx/ec2/vpc.ts and subnetDistributorNew.ts of pulumi-awsx.
 */
export async function constructVpc(
  name: string,
  args: Properties,
  register: Register,
  region: string,
): Promise<Properties> {
  const { cidrBlock, zones, zoneMask, specs, natStrategy, endpoints, tags, notChecked } = parseArgs(
    name,
    args,
    region,
  );
  const shared = { Name: name, ...tags };
  const blocks = subnetBlocks(cidrBlock, zones.length, zoneMask, specs);
  const vpc = await register({
    type: "aws:ec2/vpc:Vpc",
    name,
    inputs: { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true, tags: shared },
    dependsOn: [],
    notChecked,
  });
  const child = (
    type: string,
    childName: string,
    inputs: Properties,
    parent: Registered,
    ...needs: Registered[]
  ) =>
    handled(
      register({ type: `aws:ec2/${type}`, name: childName, inputs, parent, dependsOn: [parent, ...needs] }),
    );
  const gateway = child("internetGateway:InternetGateway", name, { vpcId: vpc.id, tags: shared }, vpc);

  const subnetsOf = (type: SubnetType) =>
    specs.some((spec) => spec.type === type)
      ? zones.map((availabilityZone, zone) => handled(subnetOf(type, availabilityZone, zone)))
      : [];
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
  const nats = all.Public.slice(0, zonesWithNat).map((of, zone) => handled(natOf(zone, of)));
  const anywhere = { destinationCidrBlock: "0.0.0.0/0" };
  const publicRoutes = all.Public.map((of) =>
    handled(
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
      handled(
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

/** The first failure ends the construction. Without a handler, a second rejected promise would end the process. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
