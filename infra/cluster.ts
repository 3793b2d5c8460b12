import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Account } from "./account";
import { formatCidr, parseCidr } from "./cidr";
import { Role } from "./role";

/** The shape of the cluster. Everything changes in place except where a field says otherwise. */
export interface ClusterArgs {
  /** Kubernetes minor version, such as `1.36`. EKS upgrades one minor at a time and never goes back. */
  readonly version: string;
  /**
   * Private subnets for the control plane, in at least two zones. EKS accepts no other zones than these later on, so
   * give the first two and no more; nodes and load balancers may use all.
   * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
   */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Blocks that may reach the public API endpoint. Empty: the API is reachable from inside the VPC only. */
  readonly publicAccessCidrs: readonly string[];
  /** ARNs of IAM roles and users that may do everything in the cluster. */
  readonly admins: readonly string[];
  /** ARNs of IAM roles and users that may look at everything but Secrets. */
  readonly viewers: readonly string[];
  /** ARNs of IAM roles that may look at everything, Secrets included: a preview with a refresh compares those too. */
  readonly previewers: readonly string[];
  /** ARN of the key that encrypts Kubernetes Secrets, volumes and the logs. Changing it replaces the cluster. */
  readonly keyArn: pulumi.Input<string>;
  /** How long the control plane's logs are kept, in days. */
  readonly logRetentionDays: number;
  /** Makes AWS refuse to delete the cluster until it is switched off. */
  readonly deletionProtection: boolean;
  readonly account: Account;
}

/** A Kubernetes cluster: EKS in Auto Mode, where AWS runs nodes, load balancers, block storage and DNS. */
export class Cluster extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** The security group of control plane and nodes: what it may reach, the pods may. */
  readonly securityGroupId: pulumi.Output<string>;
  readonly nodeRoleName: pulumi.Output<string>;
  /** The address of the cluster's DNS as an IPv4 block: the tenth of the services' range. */
  readonly dnsCidr: pulumi.Output<string>;
  /** A kubeconfig without a secret: it gets its token from `aws eks get-token`. */
  readonly kubeconfig: pulumi.Output<string>;
  /** The provider for everything in the cluster. It waits until the administrators have their access. */
  readonly provider: k8s.Provider;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Cluster", name, {}, opts);
    const nodeRole = this.createNodeRole(name, args);
    const cluster = this.createControlPlane(name, args, nodeRole);
    const access = [
      ...this.grantAccess(`${name}-admin`, "AmazonEKSClusterAdminPolicy", args.admins, cluster, args.account),
      ...this.grantAccess(`${name}-viewer`, "AmazonEKSViewPolicy", args.viewers, cluster, args.account),
      ...this.grantAccess(
        `${name}-preview`,
        "AmazonEKSAdminViewPolicy",
        args.previewers,
        cluster,
        args.account,
      ),
    ];
    this.createMetricsServer(name, cluster);

    this.name = cluster.name;
    this.arn = cluster.arn;
    this.endpoint = cluster.endpoint;
    this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.nodeRoleName = nodeRole.name;
    this.dnsCidr = cluster.kubernetesNetworkConfig.serviceIpv4Cidr.apply(tenthAddress);
    this.kubeconfig = kubeconfigOf(cluster, args.account);
    this.provider = new k8s.Provider(
      name,
      // Without the identifier, a changed kubeconfig would replace every object in the cluster.
      { kubeconfig: this.kubeconfig, clusterIdentifier: cluster.arn },
      { parent: this, dependsOn: access },
    );
    this.registerOutputs({
      name: this.name,
      arn: this.arn,
      endpoint: this.endpoint,
      securityGroupId: this.securityGroupId,
      nodeRoleName: this.nodeRoleName,
      dnsCidr: this.dnsCidr,
      kubeconfig: this.kubeconfig,
    });
  }

  // https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html
  private createNodeRole(name: string, { account }: ClusterArgs): Role {
    const managedPolicies = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
    return new Role(
      `${name}-node`,
      { description: "Nodes of the cluster", service: "ec2.amazonaws.com", managedPolicies, account },
      { parent: this },
    );
  }

  private createControlPlane(name: string, args: ClusterArgs, nodeRole: Role): aws.eks.Cluster {
    // https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
    const role = new Role(
      name,
      {
        description: "Control plane of the cluster",
        service: "eks.amazonaws.com",
        tagSession: true,
        managedPolicies: [
          "AmazonEKSBlockStoragePolicy",
          "AmazonEKSClusterPolicy",
          "AmazonEKSComputePolicy",
          "AmazonEKSLoadBalancingPolicy",
          "AmazonEKSNetworkingPolicy",
        ],
        policy: volumeKeyPolicy(args.keyArn),
        account: args.account,
      },
      { parent: this },
    );
    // EKS writes to a log group with a name of its own making, and creates it without an end or a key when it
    // does not exist: so the cluster's name is made first.
    const suffix = new random.RandomId(name, { byteLength: 4 }, { parent: this });
    const clusterName = pulumi.interpolate`${namePrefix()}-${suffix.hex}`;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-control-plane`,
      {
        name: pulumi.interpolate`/aws/eks/${clusterName}/cluster`,
        retentionInDays: args.logRetentionDays,
        kmsKeyId: args.keyArn,
      },
      { parent: this },
    );
    return new aws.eks.Cluster(
      name,
      {
        name: clusterName,
        version: args.version,
        roleArn: role.arn,
        // Auto Mode brings the network and DNS add-ons itself.
        bootstrapSelfManagedAddons: false,
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        computeConfig: { enabled: true, nodePools: ["system", "general-purpose"], nodeRoleArn: nodeRole.arn },
        kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
        storageConfig: { blockStorage: { enabled: true } },
        vpcConfig: {
          subnetIds: args.subnetIds,
          endpointPrivateAccess: true,
          endpointPublicAccess: args.publicAccessCidrs.length > 0,
          ...(args.publicAccessCidrs.length > 0 ? { publicAccessCidrs: [...args.publicAccessCidrs] } : {}),
        },
        encryptionConfig: { provider: { keyArn: args.keyArn }, resources: ["secrets"] },
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        upgradePolicy: { supportType: "STANDARD" },
        deletionProtection: args.deletionProtection,
      },
      // The name is taken until the old cluster is gone.
      { parent: this, dependsOn: [role, nodeRole, logGroup], deleteBeforeReplace: true },
    );
  }

  // https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
  private grantAccess(
    name: string,
    policy: string,
    principals: readonly string[],
    cluster: aws.eks.Cluster,
    { partition }: Account,
  ): pulumi.Resource[] {
    return principals.map((principalArn) => {
      // Named by the principal (account and path too), so that removing one from the list touches no other.
      const child = `${name}-${principalArn.split(":").slice(4).join(":")}`;
      const entry = new aws.eks.AccessEntry(
        child,
        { clusterName: cluster.name, principalArn },
        { parent: this },
      );
      return new aws.eks.AccessPolicyAssociation(
        child,
        {
          clusterName: cluster.name,
          principalArn: entry.principalArn,
          policyArn: pulumi.interpolate`arn:${partition}:eks::aws:cluster-access-policy/${policy}`,
          accessScope: { type: "cluster" },
        },
        { parent: this },
      );
    });
  }

  /** The autoscalers read CPU and memory from it. */
  private createMetricsServer(name: string, cluster: aws.eks.Cluster): void {
    new aws.eks.Addon(
      `${name}-metrics-server`,
      { clusterName: cluster.name, addonName: "metrics-server", resolveConflictsOnUpdate: "OVERWRITE" },
      { parent: this },
    );
  }
}

/**
 * What making encrypted volumes takes; the grants are for EC2, which uses the key while a volume is attached.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html
 */
function volumeKeyPolicy(keyArn: pulumi.Input<string>): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
        Resource: keyArn,
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
      {
        Effect: "Allow",
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: keyArn,
      },
    ],
  };
}

/** Where EKS puts the Service `kube-dns`. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
function tenthAddress(cidr: string): string {
  const range = parseCidr(cidr);
  if (!range) throw new Error(`the cluster's service range ${cidr} is no IPv4 block`);
  return formatCidr({ address: range.address + 10, mask: 32 });
}

/** Project and stack as far as a cluster's name can hold them beside the suffix: 100 characters, no dots. */
function namePrefix(): string {
  const prefix = `${pulumi.getProject()}-${pulumi.getStack()}`.replaceAll(/[^A-Za-z0-9_-]/g, "-");
  return prefix.replace(/^[_-]+/, "").slice(0, 91);
}

function kubeconfigOf(cluster: aws.eks.Cluster, { region }: Account): pulumi.Output<string> {
  return pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": cluster.name,
    clusters: [
      {
        name: cluster.name,
        cluster: {
          server: cluster.endpoint,
          "certificate-authority-data": cluster.certificateAuthority.data,
        },
      },
    ],
    contexts: [{ name: cluster.name, context: { cluster: cluster.name, user: cluster.name } }],
    users: [
      {
        name: cluster.name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "aws",
            args: [
              "--region",
              region,
              "eks",
              "get-token",
              "--cluster-name",
              cluster.name,
              "--output",
              "json",
            ],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
