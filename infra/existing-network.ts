import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ExistingNetworkError } from "./existing-network-error";
import {
  type ExistingNetworkIds,
  type Kind,
  type NetworkFacts,
  readNetworkFacts,
} from "./existing-network-facts";
import { findNetworkProblems, type NetworkNeeds, type NetworkProblem } from "./existing-network-problems";
import { getS3ServiceName, type NetworkOutputs } from "./network";

/** The VPCs of the stack's last update, from its outputs. Undefined before the first one. */
export interface EarlierNetwork {
  readonly vpcId: unknown;
  /** Undefined if the stack created its VPC. */
  readonly existingVpcId: unknown;
}

type OpenNeeds = Omit<NetworkNeeds, "inUse"> & { readonly region: string };

/**
 * An existing VPC, which the stack uses and does not change: no flow logs, no endpoints, no tags. The routes to the internet exist
 * before the stack and after it.
 */
export class ExistingNetwork implements NetworkOutputs {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIdsByZone: readonly pulumi.Output<string>[];
  readonly publicCidrs: readonly string[];
  readonly privateCidrs: readonly string[];
  readonly isolatedCidrs: readonly string[];
  readonly s3Cidrs: pulumi.Output<string[]>;
  readonly internetRoutes: readonly pulumi.Resource[] = [];

  private constructor(
    { vpcId, subnetIds }: ExistingNetworkIds,
    { subnets, loadBalancerCidrs }: NetworkFacts,
    region: string,
    provider: aws.Provider,
  ) {
    const blocks = (kind: Kind) =>
      subnetIds[kind].flatMap((id) =>
        subnets.filter((each) => each.id === id).map(({ cidrBlock }) => cidrBlock),
      );
    this.vpcId = pulumi.output(vpcId);
    this.privateSubnetIds = pulumi.output([...subnetIds.private]);
    this.isolatedSubnetIds = pulumi.output([...subnetIds.isolated]);
    this.privateSubnetIdsByZone = subnetIds.private.map((id) => pulumi.output(id));
    // EKS selects a tagged subnet in each zone of the VPC, and not necessarily one of the settings.
    this.publicCidrs = [...new Set([...blocks("public"), ...loadBalancerCidrs])];
    this.privateCidrs = blocks("private");
    this.isolatedCidrs = blocks("isolated");
    this.s3Cidrs = aws.ec2.getPrefixListOutput(
      { name: getS3ServiceName({ region }) },
      { provider },
    ).cidrBlocks;
  }

  static open(
    ids: ExistingNetworkIds,
    earlier: EarlierNetwork,
    needs: OpenNeeds,
    provider: aws.Provider,
  ): Promise<ExistingNetwork>;
  static open(
    ids: ExistingNetworkIds | undefined,
    earlier: EarlierNetwork,
    needs: OpenNeeds,
    provider: aws.Provider,
  ): Promise<ExistingNetwork | undefined>;
  /**
   * Reads the network and checks that it has what the platform needs. Undefined without ids.
   *
   * @param earlier the network in which the stack runs
   * @throws ExistingNetworkError that lists everything that is missing, or if the stack runs in another network: EKS and RDS cannot
   *   move to another VPC, and an update would fail half-way
   */
  static async open(
    ids: ExistingNetworkIds | undefined,
    earlier: EarlierNetwork,
    { region, ...needs }: OpenNeeds,
    provider: aws.Provider,
  ): Promise<ExistingNetwork | undefined> {
    const moved = movedFrom(ids, earlier);
    if (moved !== undefined) throw new ExistingNetworkError([moved]);
    if (ids === undefined) return undefined;
    const facts = await readNetworkFacts(ids, { provider });
    const inUse = earlier.vpcId === ids.vpcId;
    const problems = findNetworkProblems(ids, facts, { ...needs, inUse });
    if (facts === undefined || problems.length > 0) throw new ExistingNetworkError(problems);
    return new ExistingNetwork(ids, facts, region, provider);
  }
}

/** Why a stack that runs cannot have this network. Undefined if it runs in this network, or does not run yet. */
function movedFrom(ids: ExistingNetworkIds | undefined, earlier: EarlierNetwork): NetworkProblem | undefined {
  const { vpcId, existingVpcId } = earlier;
  const isSame = ids === undefined ? existingVpcId === undefined : vpcId === undefined || vpcId === ids.vpcId;
  if (isSame) return undefined;
  return {
    subject: ids === undefined ? "existingVpcId is empty" : `${ids.vpcId} (existingVpcId)`,
    found: `the stack runs in ${String(vpcId)}, ${existingVpcId === undefined ? "which it created" : "which existed before"}`,
    needed: "the same network as before: EKS and RDS cannot move a cluster or a database to another VPC",
    advice:
      "restore the setting; to move, create a second stack in the other network, copy the data, and remove this one (docs/existing-network.md)",
  };
}
