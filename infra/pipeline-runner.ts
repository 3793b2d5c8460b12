import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Account, buildArn } from "./account";
import { createRunnerPolicy } from "./pipeline-runner-policy";
import { Role } from "./role";

/** Arguments of {@link PipelineRunner}. Changes are applied in place unless noted otherwise. */
export interface PipelineRunnerArgs {
  /**
   * GitHub repository whose jobs run on the runner, as `OWNER/NAME`.
   *
   * @example "your-organization/groundwork"
   */
  readonly repository: string;
  /** ARN of the CodeConnections connection to the repository. The connection must be confirmed. */
  readonly connectionArn: string;
  /** Id of the VPC. Changing it replaces the security group. */
  readonly vpcId: pulumi.Input<string>;
  /** Ids of private subnets with a route to the internet: the runner fetches its jobs from GitHub. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Id of the cluster's security group. The runner gets access to the Kubernetes API through it. */
  readonly clusterSecurityGroupId: pulumi.Input<string>;
  /** ARN of the key that encrypts the logs. */
  readonly keyArn: pulumi.Input<string>;
  /** Retention of the runner's logs, in days. */
  readonly logRetentionDays: number;
  /** Account and region of the runner. Changing the region replaces everything. */
  readonly account: Account;
}

/** Longer than the jobs' timeout in the workflows (240 minutes), so that GitHub ends a job first and reports it. */
const jobMinutes = 300;
/** How long a job waits for capacity in AWS. After that, GitHub still shows it as queued; run the job again. */
const queueMinutes = 30;

/**
 * A GitHub Actions runner inside the VPC, for jobs that need a private Kubernetes API. CodeBuild starts one container for
 * each queued job and removes it afterwards, so an idle runner costs nothing and needs no patches. The runner can connect
 * to the cluster's endpoint and to the internet. To deploy, a job assumes the deploy role by OIDC, as on GitHub-hosted
 * runners. https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner-overview.html
 */
export class PipelineRunner extends pulumi.ComponentResource {
  /** Value for the repository variable RUNNER_DEV or RUNNER_PROD. Jobs append `-RUN_ID-RUN_ATTEMPT`. */
  readonly label: pulumi.Output<string>;

  constructor(name: string, args: PipelineRunnerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:PipelineRunner", name, {}, opts);
    // A fixed name, because workflows refer to it. Only a new name replaces a project, so the names never collide.
    const projectName = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
    const logGroup = this.createLogGroup(name, projectName, args);
    const securityGroup = this.createSecurityGroup(name, args);
    const role = this.createRole(name, projectName, args, logGroup, securityGroup);
    const project = this.createProject(name, projectName, args, { logGroup, role, securityGroup });
    this.createWebhook(name, project);
    this.label = pulumi.interpolate`codebuild-${project.name}`;
    this.registerOutputs({ label: this.label });
  }

  private createLogGroup(
    name: string,
    projectName: string,
    args: PipelineRunnerArgs,
  ): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: `/aws/codebuild/${projectName}`,
        retentionInDays: args.logRetentionDays,
        kmsKeyId: args.keyArn,
      },
      { parent: this },
    );
  }

  private createRole(
    name: string,
    projectName: string,
    args: PipelineRunnerArgs,
    logGroup: aws.cloudwatch.LogGroup,
    securityGroup: aws.ec2.SecurityGroup,
  ): Role {
    const { account } = args;
    const projectArn = buildArn(account, "codebuild", `project/${projectName}`);
    return new Role(
      name,
      {
        description: "Runs the pipeline's jobs inside the VPC",
        service: "codebuild.amazonaws.com",
        assumeConditions: {
          StringEquals: { "aws:SourceAccount": account.id, "aws:SourceArn": projectArn },
        },
        account,
        policy: createRunnerPolicy({
          account,
          connectionArn: args.connectionArn,
          logGroupArn: logGroup.arn,
          securityGroupArn: securityGroup.arn,
          subnetIds: args.subnetIds,
        }),
      },
      { parent: this },
    );
  }

  /** Allows no ingress. The runner can reach the cluster's endpoint, and the internet by HTTPS and HTTP. */
  private createSecurityGroup(name: string, args: PipelineRunnerArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "Runner of the pipeline jobs" },
      { parent: this },
    );
    // Port 80 is for the smoke test of a gallery without a domain.
    for (const port of [443, 80]) {
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-to-${port}`,
        {
          securityGroupId: group.id,
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          description: "GitHub, AWS, package registries and the cluster",
        },
        { parent: this },
      );
    }
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-to-cluster`,
      {
        securityGroupId: args.clusterSecurityGroupId,
        referencedSecurityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: "The Kubernetes API, for the pipeline jobs",
      },
      { parent: this },
    );
    return group;
  }

  private createProject(
    name: string,
    projectName: string,
    args: PipelineRunnerArgs,
    parts: { logGroup: aws.cloudwatch.LogGroup; role: Role; securityGroup: aws.ec2.SecurityGroup },
  ): aws.codebuild.Project {
    return new aws.codebuild.Project(
      name,
      {
        name: projectName,
        description: `Runs GitHub Actions jobs of ${args.repository} inside the VPC`,
        serviceRole: parts.role.arn,
        source: {
          type: "GITHUB",
          location: `https://github.com/${args.repository}.git`,
          gitCloneDepth: 1,
          auth: { type: "CODECONNECTIONS", resource: args.connectionArn },
        },
        artifacts: { type: "NO_ARTIFACTS" },
        environment: {
          type: "LINUX_CONTAINER",
          // 4 vCPU and 8 GiB: the engine, its providers and a TypeScript program.
          computeType: "BUILD_GENERAL1_MEDIUM",
          // Includes Node.js, git, and the AWS CLI, which the kubeconfig uses to get a token.
          image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
          imagePullCredentialsType: "CODEBUILD",
          // Images are built on GitHub-hosted runners.
          privilegedMode: false,
        },
        vpcConfig: {
          vpcId: args.vpcId,
          subnets: args.subnetIds,
          securityGroupIds: [parts.securityGroup.id],
        },
        logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: parts.logGroup.name } },
        buildTimeout: jobMinutes,
        queuedTimeout: queueMinutes,
      },
      // CodeBuild verifies the role's permissions for the connection and the network when the project is created.
      { parent: this, dependsOn: [parts.role] },
    );
  }

  /** A project with this event filter, and no other, is a runner. */
  private createWebhook(name: string, project: aws.codebuild.Project): void {
    new aws.codebuild.Webhook(
      name,
      {
        projectName: project.name,
        buildType: "BUILD",
        filterGroups: [{ filters: [{ type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" }] }],
      },
      { parent: this },
    );
  }
}
