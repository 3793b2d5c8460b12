import type * as aws from "@pulumi/aws";
import { blockProblems, contains, overlaps, parseBlock } from "../../cidr";
import { isForLoadBalancers, loadBalancers } from "../../kubernetes/load-balancers";
import { defineType, type Plain, type Properties, type Subject } from "../../resource-type";
import { accountId, arn, empty, tagsAll } from "../common";
import { ec2Id } from "../ids";
import { fine, judgeZone } from "../offers/judge";
import { free, vpc } from "./references";

export const resources = {
  "aws:ec2/vpc:Vpc": defineType<aws.ec2.Vpc, aws.ec2.VpcArgs>({
    id: ec2Id("vpc"),
    replaceOn: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html
    replaceWhen: { instanceTenancy: (earlier, later) => earlier !== "dedicated" || later !== "default" },
    refuse: ({ inputs: { cidrBlock = "" } }) => {
      const problems = blockProblems("cidrBlock", cidrBlock);
      if (problems.length > 0) return problems;
      const { prefix } = parseBlock(cidrBlock);
      return prefix < 16 || prefix > 28 ? [`cidrBlock ${cidrBlock} is not between /16 and /28`] : [];
    },
    defaults: { ipv6CidrBlock: empty },
    outputs: {
      arn: arn("ec2", ({ id }) => `vpc/${id}`),
      defaultNetworkAclId: ({ id }) => id.replace("vpc-", "acl-"),
      defaultRouteTableId: ({ id }) => id.replace("vpc-", "rtb-"),
      defaultSecurityGroupId: ({ id }) => id.replace("vpc-", "sg-"),
      dhcpOptionsId: ({ id }) => id.replace("vpc-", "dopt-"),
      ipv6AssociationId: empty,
      mainRouteTableId: ({ id }) => id.replace("vpc-", "rtb-"),
      ownerId: accountId,
      tagsAll,
    },
    summary: ["cidrBlock"],
    seconds: { create: 12, delete: 2 },
    price: free,
  }),

  "aws:ec2/subnet:Subnet": defineType<aws.ec2.Subnet, aws.ec2.SubnetArgs>({
    id: ec2Id("subnet"),
    replaceOn: [
      "availabilityZone",
      "availabilityZoneId",
      "cidrBlock",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
      "ipv6IpamPoolId",
      "ipv6Native",
      "ipv6NetmaskLength",
      "outpostArn",
      "vpcId",
    ],
    replaceWhen: { ipv6CidrBlock: (_earlier, _later, inputs) => inputs.assignIpv6AddressOnCreation === true },
    references: { vpcId: vpc },
    defaults: { availabilityZone: zoneOfSubnet },
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
    notChecked: (subject) =>
      isWithoutZone(subject.inputs) && siblingsOf(subject).some(({ inputs }) => isWithoutZone(inputs))
        ? ["availabilityZone: AWS chooses the zone, and can choose the same one for several subnets"]
        : [],
    refuse: subnetProblems,
    warn: ({ inputs: { availabilityZone: zone }, cloud }) =>
      (zone === undefined ? fine : judgeZone(zone, cloud.account.region)).warnings,
    refuseDelete: ({ inputs, cloud }) =>
      isForLoadBalancers(inputs.tags)
        ? loadBalancers(cloud).map((name) => `a network interface of the load balancer ${name} is in it`)
        : [],
    outputs: {
      arn: arn("ec2", ({ id }) => `subnet/${id}`),
      ipv6CidrBlockAssociationId: empty,
      ownerId: accountId,
      tagsAll,
    },
    summary: ["cidrBlock", "availabilityZone"],
    seconds: { create: 11, delete: 2 },
    price: free,
  }),
};

/** The zone of an id such as `use1-az2`, and otherwise another zone for each subnet: which one AWS chooses is not known. */
function zoneOfSubnet(subject: Subject<Plain<aws.ec2.SubnetArgs>>): string {
  const [, number] = /-az(\d+)$/.exec(subject.inputs.availabilityZoneId ?? "") ?? [];
  const at = number === undefined ? siblingsOf(subject).length : Number(number) - 1;
  return `${subject.cloud.account.region}${["a", "b", "c"][at % 3]}`;
}

const isWithoutZone = ({ availabilityZone, availabilityZoneId }: Properties) =>
  !availabilityZone && !availabilityZoneId;

/** The other subnets of the VPC. */
const siblingsOf = ({ id, inputs, cloud }: Subject<Plain<aws.ec2.SubnetArgs>>) =>
  cloud
    .list("aws:ec2/subnet:Subnet")
    .filter((other) => other.id !== id && other.outputs.vpcId === inputs.vpcId);

function subnetProblems({ id, inputs, cloud }: Subject<Plain<aws.ec2.SubnetArgs>>): string[] {
  const { cidrBlock = "", availabilityZone: zone } = inputs;
  const problems = blockProblems("cidrBlock", cidrBlock);
  if (problems.length > 0) return problems;
  const own = parseBlock(cidrBlock);
  const home = cloud.find(vpc.type, inputs.vpcId)?.outputs.cidrBlock;
  const outside = home !== undefined && !contains(parseBlock(String(home)), own);
  const overlapping = cloud
    .list("aws:ec2/subnet:Subnet")
    .filter((other) => other.id !== id && other.outputs.vpcId === inputs.vpcId)
    .filter((other) => overlaps(parseBlock(String(other.outputs.cidrBlock)), own));
  return [
    ...(outside ? [`cidrBlock ${cidrBlock} is outside the VPC's ${home}`] : []),
    ...overlapping.map(
      (other) => `cidrBlock ${cidrBlock} overlaps ${other.outputs.cidrBlock} of "${other.name}"`,
    ),
    ...(!zone || zone.startsWith(cloud.account.region)
      ? []
      : [`availabilityZone ${zone}: the zone ${zone} is not in ${cloud.account.region}`]),
    ...(zone ? judgeZone(zone, cloud.account.region).problems : []),
  ];
}
