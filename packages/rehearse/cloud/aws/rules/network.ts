/** Rules of VPCs, subnets, gateways, routes and endpoints. */

import { blockProblems } from "../../cidr";
import type { Rule } from "../../package";
import type { Properties, Subject } from "../../resource-type";
import { docs, isGiven, others, problemsOf, textsAt, wrong } from "./messages";
import { documentProblems, resourcePolicy } from "./policy-documents";

const api = `${docs}/AWSEC2/latest/APIReference`;
const types = {
  association: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  endpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
  gateway: "aws:ec2/internetGateway:InternetGateway",
  nat: "aws:ec2/natGateway:NatGateway",
  route: "aws:ec2/route:Route",
  subnet: "aws:ec2/subnet:Subnet",
  table: "aws:ec2/routeTable:RouteTable",
  vpc: "aws:ec2/vpc:Vpc",
};

/** The VPC of a resource; undefined for one that the simulation does not have. */
const vpcOf = ({ cloud }: Subject<Properties>, type: string, id: unknown) =>
  typeof id === "string" ? cloud.find(type, id)?.outputs.vpcId : undefined;

const vpc: Rule = ({ inputs }) =>
  problemsOf(
    !isGiven(inputs.cidrBlock) &&
      !isGiven(inputs.ipv4IpamPoolId) &&
      wrong("cidrBlock", undefined, "a block, or ipv4IpamPoolId, is needed", `${api}/API_CreateVpc.html`),
  );

const subnet: Rule = ({ inputs }) => {
  const { cidrBlock, availabilityZone, availabilityZoneId } = inputs;
  const prefix = typeof cidrBlock === "string" ? Number(cidrBlock.split("/")[1]) : 24;
  return problemsOf(
    (prefix < 16 || prefix > 28) &&
      wrong(
        "cidrBlock",
        cidrBlock,
        "/16 to /28 are allowed",
        `${docs}/vpc/latest/userguide/subnet-sizing.html`,
      ),
    isGiven(availabilityZone) &&
      isGiven(availabilityZoneId) &&
      wrong(
        "availabilityZoneId",
        availabilityZoneId,
        "either it or availabilityZone is allowed",
        `${api}/API_CreateSubnet.html`,
      ),
  );
};

const internetGateway: Rule = (subject) => {
  const { vpcId } = subject.inputs;
  const attached =
    isGiven(vpcId) && others(subject, types.gateway).find(({ inputs }) => inputs.vpcId === vpcId);
  return problemsOf(
    attached &&
      wrong(
        "vpcId",
        vpcId,
        `a VPC has one internet gateway, and "${attached.name}" is attached to it`,
        `${docs}/vpc/latest/userguide/amazon-vpc-limits.html`,
      ),
  );
};

const natGateway: Rule = (subject) => {
  const { allocationId, connectivityType, availabilityMode } = subject.inputs;
  const source = `${api}/API_CreateNatGateway.html`;
  const isPrivate = connectivityType === "private";
  const user =
    isGiven(allocationId) &&
    others(subject, types.nat).find(({ inputs }) => inputs.allocationId === allocationId);
  return problemsOf(
    user &&
      wrong("allocationId", allocationId, `the NAT gateway "${user.name}" has this address already`, source),
    isPrivate &&
      isGiven(allocationId) &&
      wrong("allocationId", allocationId, "a private NAT gateway has no address", source),
    !isPrivate &&
      availabilityMode !== "regional" &&
      !isGiven(allocationId) &&
      wrong("allocationId", undefined, "a public NAT gateway needs the allocation of an address", source),
  );
};

const targets = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
];
const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];

const route: Rule = (subject) => {
  const { inputs } = subject;
  const source = `${api}/API_CreateRoute.html`;
  const given = (names: readonly string[]) => names.filter((name) => isGiven(inputs[name]));
  const [first, ...more] = given(targets);
  const [destination, ...others_] = given(destinations);
  const own = vpcOf(subject, types.table, inputs.routeTableId);
  const gateways = vpcOf(subject, types.gateway, inputs.gatewayId);
  return [
    ...problemsOf(
      first === undefined && wrong("gatewayId", undefined, "one target is needed, such as gatewayId", source),
      more.length > 0 &&
        wrong(
          [first, ...more].join(" and "),
          given(targets).map((name) => inputs[name]),
          "one target is allowed",
          source,
        ),
      destination === undefined &&
        wrong("destinationCidrBlock", undefined, `one of ${destinations.join(", ")} is needed`, source),
      others_.length > 0 &&
        wrong(others_.join(" and "), inputs[others_[0] ?? ""], "one destination is allowed", source),
      own !== undefined &&
        gateways !== undefined &&
        own !== gateways &&
        wrong(
          "gatewayId",
          inputs.gatewayId,
          `it is attached to ${gateways}, and the route table is in ${own}`,
          source,
        ),
    ),
    ...(typeof inputs.destinationCidrBlock === "string"
      ? blockProblems("destinationCidrBlock", inputs.destinationCidrBlock)
      : []),
  ];
};

const association: Rule = (subject) => {
  const { subnetId, gatewayId, routeTableId } = subject.inputs;
  const source = `${api}/API_AssociateRouteTable.html`;
  const taken =
    isGiven(subnetId) &&
    others(subject, types.association).find(({ inputs }) => inputs.subnetId === subnetId);
  const [own, tables] = [vpcOf(subject, types.subnet, subnetId), vpcOf(subject, types.table, routeTableId)];
  return problemsOf(
    isGiven(subnetId) === isGiven(gatewayId) &&
      wrong("subnetId", subnetId, "either subnetId or gatewayId is needed", source),
    taken &&
      wrong("subnetId", subnetId, `a subnet has one route table, and "${taken.name}" gives it one`, source),
    own !== undefined &&
      tables !== undefined &&
      own !== tables &&
      wrong("routeTableId", routeTableId, `it is in ${tables}, and the subnet is in ${own}`, source),
  );
};

const endpoint: Rule = (subject) => {
  const { inputs, cloud } = subject;
  const { vpcEndpointType: kind = "Gateway", serviceName, vpcId } = inputs;
  const gateways = `${docs}/vpc/latest/privatelink/gateway-endpoints.html`;
  const source = `${api}/API_CreateVpcEndpoint.html`;
  const service = String(serviceName).split(".").slice(3).join(".");
  const network = typeof vpcId === "string" ? cloud.find(types.vpc, vpcId)?.outputs : undefined;
  const tables = textsAt(inputs.routeTableIds);
  const taken = others(subject, types.endpoint).find(
    ({ inputs: other }) =>
      other.serviceName === serviceName && textsAt(other.routeTableIds).some((id) => tables.includes(id)),
  );
  const isGateway = kind === "Gateway";
  const isAws = /^(com|cn)\.amazonaws\.|^cn\.com\.amazonaws\./.test(String(serviceName));
  const document = documentProblems("policy", inputs.policy, resourcePolicy);
  return document.concat(
    problemsOf(
      isGateway &&
        isAws &&
        !/(^|\.)(s3|dynamodb|s3express)$/.test(service) &&
        wrong(
          "vpcEndpointType",
          kind,
          `${serviceName} has none; S3 and DynamoDB have gateway endpoints`,
          gateways,
        ),
      isGateway &&
        ["subnetIds", "securityGroupIds"].some((name) => isGiven(inputs[name])) &&
        wrong(
          isGiven(inputs.subnetIds) ? "subnetIds" : "securityGroupIds",
          inputs.subnetIds ?? inputs.securityGroupIds,
          "a gateway endpoint is in route tables",
          source,
        ),
      kind === "Interface" &&
        tables.length > 0 &&
        wrong("routeTableIds", tables, "an interface endpoint is in subnets", source),
      inputs.privateDnsEnabled === true &&
        network !== undefined &&
        !(network.enableDnsHostnames === true && network.enableDnsSupport !== false) &&
        wrong("privateDnsEnabled", true, "its VPC needs enableDnsHostnames and enableDnsSupport", source),
      isGateway &&
        taken &&
        wrong(
          "routeTableIds",
          tables,
          `"${taken.name}" is an endpoint of ${serviceName} in one of them already`,
          gateways,
        ),
    ),
  );
};

const flowLog: Rule = ({ inputs }) => {
  const names = [
    "eniId",
    "regionalNatGatewayId",
    "subnetId",
    "transitGatewayAttachmentId",
    "transitGatewayId",
    "vpcId",
  ];
  const given = names.filter((name) => isGiven(inputs[name]));
  return problemsOf(
    given.length !== 1 &&
      wrong(
        given.length === 0 ? "vpcId" : given.join(" and "),
        given.length === 0 ? undefined : given.map((name) => inputs[name]),
        `one of ${names.join(", ")} is needed`,
        `${api}/API_CreateFlowLogs.html`,
      ),
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  [types.vpc]: vpc,
  [types.subnet]: subnet,
  [types.gateway]: internetGateway,
  [types.nat]: natGateway,
  [types.route]: route,
  [types.association]: association,
  [types.endpoint]: endpoint,
  "aws:ec2/flowLog:FlowLog": flowLog,
};
