/** An order that no value enforces and that AWS, Kubernetes or a provider needs all the same. */
export interface RequiredOrder {
  /** Types that come later, and go earlier. */
  readonly later: readonly string[];
  /** Types that come first. */
  readonly first: readonly string[];
  readonly because: string;
  readonly source: string;
}

const pods = [
  "kubernetes:core/v1:Namespace",
  "kubernetes:batch/v1:Job",
  "kubernetes:apps/v1:Deployment",
  "kubernetes:helm.sh/v3:Release",
];
const nodes = ["kubernetes:karpenter.sh/v1:NodePool", "kubernetes:eks.amazonaws.com/v1:NodeClass"];
const rights = ["aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"];

/** Every `dependsOn` of the program needs one of these. */
export const requiredOrders: readonly RequiredOrder[] = [
  {
    later: ["aws:eks/cluster:Cluster"],
    first: rights,
    because:
      "EKS uses its role's rights from creation to deletion; without them it leaves security groups and interfaces behind",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster",
  },
  {
    later: ["aws:eks/cluster:Cluster"],
    first: ["aws:cloudwatch/logGroup:LogGroup"],
    because: "EKS makes a log group that is missing itself, without an end and without a key",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
  },
  {
    later: ["aws:rds/instance:Instance"],
    first: rights,
    because: "RDS refuses an enhanced monitoring role that may not write its figures",
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
  },
  {
    later: ["aws:ec2/flowLog:FlowLog"],
    first: rights,
    because: "the first flow logs are lost while their role may not write",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
  },
  {
    later: ["aws:codebuild/project:Project"],
    first: rights,
    because: "CodeBuild tries its role's rights to the connection when the project is made",
    source: "https://docs.aws.amazon.com/codebuild/latest/userguide/connections-github-app.html",
  },
  {
    later: ["aws:lambda/function:Function"],
    first: rights,
    because: "the first events fail while the function's role may not do its work",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  },
  {
    later: ["aws:eks/podIdentityAssociation:PodIdentityAssociation"],
    first: rights,
    because: "whoever waits for the association expects the rights to be there",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html",
  },
  {
    later: ["aws:s3/bucketPolicy:BucketPolicy"],
    first: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
    because: "S3 answers a policy and a public access block that arrive together with OperationAborted",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/7628",
  },
  {
    later: ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"],
    first: ["aws:s3/bucketVersioning:BucketVersioning"],
    because: "rules for noncurrent versions want versioning on first",
    source:
      "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_lifecycle_configuration",
  },
  {
    later: ["aws:s3/bucketNotification:BucketNotification"],
    first: ["aws:lambda/permission:Permission"],
    because: "S3 tries the function before it takes the setting",
    source:
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-enable-disable-notification-intro.html",
  },
  {
    later: ["pulumi:providers:kubernetes"],
    first: ["aws:eks/accessPolicyAssociation:AccessPolicyAssociation"],
    because: "the API server answers Unauthorized to whom it has not been told of",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
  },
  {
    later: nodes,
    first: ["aws:ec2/route:Route"],
    because:
      "a node without a way to the internet cannot pull images, and Auto Mode replaces it again and again",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  },
  {
    later: pods,
    first: nodes,
    because: "pods start on nodes, and on the way down they end in order only while their nodes are there",
    source: "https://karpenter.sh/docs/concepts/disruption/",
  },
  {
    later: pods,
    first: ["aws:eks/podIdentityAssociation:PodIdentityAssociation"],
    because: "a pod gets its credentials when it starts, or never",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html",
  },
  {
    later: pods,
    first: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
    because: "the migration fails when the database does not let it in",
    source: "k8s/migration.ts",
  },
  {
    later: ["kubernetes:helm.sh/v3:Release"],
    first: ["kubernetes:storage.k8s.io/v1:StorageClass"],
    because: "a volume claim is answered by its class",
    source: "https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/",
  },
  {
    later: [
      "kubernetes:helm.sh/v3:Release",
      "kubernetes:core/v1:Secret",
      "kubernetes:core/v1:ConfigMap",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    ],
    first: ["kubernetes:core/v1:Namespace"],
    because: "an object in a namespace that is not there is refused",
    source: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
  },
  {
    later: ["kubernetes:helm.sh/v3:Release"],
    first: ["kubernetes:core/v1:Secret"],
    because: "the chart's pods mount it and do not start without it",
    source: "https://kubernetes.io/docs/concepts/configuration/secret/",
  },
  {
    later: ["kubernetes:batch/v1:Job"],
    first: ["kubernetes:networking.k8s.io/v1:NetworkPolicy"],
    because: "the migration's pod needs the way to DNS and database open",
    source: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  },
  {
    later: ["kubernetes:apps/v1:Deployment"],
    first: ["kubernetes:batch/v1:Job"],
    because: "the new version's pods start when the schema is theirs",
    source: "docs/decisions/0008-migration-job.md",
  },
  {
    later: ["kubernetes:core/v1:Service"],
    first: ["kubernetes:apps/v1:Deployment"],
    because: "the provider waits for a Service's endpoints, so there have to be pods first",
    source: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/core/v1/service/",
  },
  {
    later: ["kubernetes:networking.k8s.io/v1:IngressClass"],
    first: ["kubernetes:eks.amazonaws.com/v1:IngressClassParams"],
    because: "the class names its parameters, and an Ingress of a class without them fails",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html",
  },
  {
    later: [
      "kubernetes:networking.k8s.io/v1:IngressClass",
      "kubernetes:networking.k8s.io/v1:Ingress",
      "kubernetes:eks.amazonaws.com/v1:IngressClassParams",
    ],
    first: ["kubernetes:helm.sh/v3:Release"],
    because: "Grafana's Ingress leads to a Service that the chart makes",
    source: "https://kubernetes.io/docs/concepts/services-networking/ingress/",
  },
];

/** The order that asks for one type after another; undefined where nothing does. */
export function requiredOrder(later: string, first: string): RequiredOrder | undefined {
  return requiredOrders.find((order) => order.later.includes(later) && order.first.includes(first));
}
