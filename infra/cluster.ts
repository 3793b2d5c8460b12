import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Account } from "./account";
import { formatCidr, parseCidr } from "./cidr";
import { grantAccess } from "./cluster-access";
import { clusterNamePrefix } from "./cluster-name";
import { readRunningClusterName, refuseReplacement } from "./cluster-replacement";
import { allowKeyUse } from "./encryption-key";
import { Role } from "./role";

/** Arguments of {@link Cluster}. Changes are applied in place unless noted otherwise. */
export interface ClusterArgs {
  /**
   * Kubernetes minor version. EKS upgrades one minor version at a time and does not downgrade.
   *
   * @example "1.36"
   */
  readonly version: string;
  /**
   * Private subnets for the control plane, in at least two zones. EKS does not accept other zones later, so pass the
   * subnets of the first two zones only. Nodes and load balancers can use all zones.
   * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
   */
  readonly subnetIds: pulumi.Input<string[]>;
  /** IPv4 blocks that can reach the public API endpoint. Empty: the API is reachable from inside the VPC only. */
  readonly publicAccessCidrs: readonly string[];
  /** ARNs of IAM roles and users with full access to the cluster. */
  readonly admins: readonly string[];
  /** ARNs of IAM roles and users with read access to everything except Secrets. */
  readonly viewers: readonly string[];
  /** ARNs of IAM roles with read access to everything, including Secrets, which a preview with refresh compares. */
  readonly previewers: readonly string[];
  /**
   * ARN of the key that encrypts Kubernetes Secrets, volumes and the logs. EKS cannot change the key of Secrets: a change applies to
   * logs and new volumes, and every later preview shows an update of the cluster.
   */
  readonly keyArn: pulumi.Input<string>;
  /** Retention of the control plane's logs, in days. */
  readonly logRetentionDays: number;
  /** Prevents deletion of the cluster in AWS. To delete the cluster, set it to false and deploy first. */
  readonly deletionProtection: boolean;
  /** Account and region of the cluster. Changing the region replaces everything. */
  readonly account: Account;
}

/** An EKS cluster in Auto Mode: AWS manages nodes, load balancers, block storage and DNS. */
export class Cluster extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** URL of the Kubernetes API. */
  readonly endpoint: pulumi.Output<string>;
  /** Id of the security group of the control plane and the nodes. It also applies to pods. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Name of the nodes' IAM role. */
  readonly nodeRoleName: pulumi.Output<string>;
  /** Address of the cluster's DNS as a /32 block: the tenth address of the Service range. */
  readonly dnsCidr: pulumi.Output<string>;
  /** Address of the Service `kubernetes`, the Kubernetes API, as a /32 block: the first address of the Service range. */
  readonly apiCidr: pulumi.Output<string>;
  /** A kubeconfig without secrets: clients get a token by `aws eks get-token`. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Provider for objects in the cluster. It depends on the administrators' access. */
  readonly provider: k8s.Provider;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Cluster", name, {}, opts);
    const nodeRole = this.createNodeRole(name, args);
    const cluster = this.createControlPlane(name, args, nodeRole);
    const access = [
      ["admin", "AmazonEKSClusterAdminPolicy", args.admins],
      ["viewer", "AmazonEKSViewPolicy", args.viewers],
      ["preview", "AmazonEKSAdminViewPolicy", args.previewers],
    ] as const;
    const granted = access.flatMap(([kind, policy, principals]) =>
      grantAccess(this, `${name}-${kind}`, {
        ...{ clusterName: cluster.name, principals, policy, account: args.account },
        scope: { type: "cluster" },
      }),
    );
    const metricsServer = this.createMetricsServer(name, cluster, granted);

    this.name = cluster.name;
    this.arn = cluster.arn;
    this.endpoint = cluster.endpoint;
    this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.nodeRoleName = nodeRole.name;
    const services = cluster.kubernetesNetworkConfig.serviceIpv4Cidr;
    // EKS assigns the tenth address to the Service `kube-dns`. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
    this.dnsCidr = services.apply((range) => getServiceBlock(range, 10));
    // The API server takes the first address for itself. https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver
    this.apiCidr = services.apply((range) => getServiceBlock(range, 1));
    this.kubeconfig = createKubeconfig(cluster, args.account);
    this.provider = new k8s.Provider(
      name,
      // Without clusterIdentifier, a changed kubeconfig would replace every object in the cluster.
      { kubeconfig: this.kubeconfig, clusterIdentifier: cluster.arn },
      // The add-on depends on the access policies, which have taken effect when it exists.
      { parent: this, dependsOn: metricsServer },
    );
    this.registerOutputs({
      name: this.name,
      arn: this.arn,
      endpoint: this.endpoint,
      securityGroupId: this.securityGroupId,
      nodeRoleName: this.nodeRoleName,
      dnsCidr: this.dnsCidr,
      apiCidr: this.apiCidr,
      kubeconfig: this.kubeconfig,
    });
  }

  // EKS Auto Mode looks up the nodes' access entry by the role's name alone, so NodePools of a role with a path are never ready:
  // https://github.com/aws/containers-roadmap/issues/2486
  // A cluster keeps its node role, because EKS cannot change it: the role of a cluster that exists keeps its path.
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_ComputeConfigRequest.html
  // https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html
  private createNodeRole(name: string, { account }: ClusterArgs): Role {
    const managedPolicies = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
    return new Role(
      `${name}-node`,
      {
        description: "Nodes of the cluster",
        service: "ec2.amazonaws.com",
        managedPolicies,
        withoutPath: true,
        account,
      },
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
        // For roles whose names have another pattern: see getClusterRolePattern.
        policy: { Version: "2012-10-17", Statement: allowKeyUse(args.keyArn) },
        account: args.account,
      },
      { parent: this },
    );
    // EKS derives the log group's name from the cluster's name, and creates a missing log group without retention and
    // key. So the program generates the cluster's name and creates the log group first.
    const suffix = new random.RandomId(name, { byteLength: 4 }, { parent: this });
    const prefix = clusterNamePrefix(pulumi.getProject(), pulumi.getStack());
    // A cluster keeps its name if the state loses the suffix: another name would replace the cluster.
    const first = pulumi.interpolate`${prefix}-${suffix.hex}`;
    const running = readRunningClusterName();
    const clusterName = pulumi
      .output(running)
      .apply((found) => (found === undefined ? first : pulumi.output(found)));
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-control-plane`,
      {
        name: pulumi.interpolate`/aws/eks/${clusterName}/cluster`,
        retentionInDays: args.logRetentionDays,
        kmsKeyId: args.keyArn,
      },
      // The name of a running cluster is read, without the suffix. A dependency that is gone can fail an update with --target:
      // https://github.com/pulumi/pulumi/issues/24303
      { parent: this, dependsOn: suffix },
    );
    return new aws.eks.Cluster(
      name,
      {
        name: clusterName,
        version: args.version,
        roleArn: role.arn,
        // Auto Mode includes networking and DNS.
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
      {
        parent: this,
        dependsOn: [role, nodeRole, logGroup, suffix],
        ...refuseReplacement(name, this, running),
      },
    );
  }

  /**
   * Provides the CPU and memory metrics of the autoscalers. EKS creates the add-on in 45 seconds or more, because its pods wait for a first
   * node. In that time the access policies take effect, until which the Kubernetes API answers Forbidden.
   */
  private createMetricsServer(
    name: string,
    cluster: aws.eks.Cluster,
    access: readonly pulumi.Resource[],
  ): aws.eks.Addon {
    return new aws.eks.Addon(
      `${name}-metrics-server`,
      { clusterName: cluster.name, addonName: "metrics-server", resolveConflictsOnUpdate: "OVERWRITE" },
      { parent: this, dependsOn: [...access] },
    );
  }
}

/**
 * Returns the pattern of the ARN of a cluster's role, whose name Pulumi generates. EKS checks that the role can use the key of Secrets
 * when it creates the cluster, sees a new policy of the role late, and the provider does not repeat the call:
 * https://github.com/hashicorp/terraform-provider-aws/issues/49247. So the key's own policy allows it.
 *
 * @param name logical name of the cluster
 */
export function getClusterRolePattern(
  name: string,
  { id, partition, roles }: Account,
): pulumi.Output<string> {
  const path = roles?.path ?? "/";
  const roleName = `${pulumi.getProject()}-${pulumi.getStack()}-${name}-???????`;
  return pulumi.interpolate`arn:${partition}:iam::${id}:role${path}${roleName}`;
}

/** Returns one address of the Service range as a block. */
function getServiceBlock(cidr: string, index: number): string {
  const range = parseCidr(cidr);
  if (!range) throw new Error(`the Service range of the cluster is not an IPv4 block: ${cidr}`);
  return formatCidr({ address: range.address + index, mask: 32 });
}

function createKubeconfig(cluster: aws.eks.Cluster, { region }: Account): pulumi.Output<string> {
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
