import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { arnIn, runnerPolicy } from "./pipeline-runner-policy";
import { Role } from "./role";

/** Where the pipeline's jobs run, and for whom. Everything changes in place except where a field says otherwise. */
export interface PipelineRunnerArgs {
  /** The GitHub repository whose jobs it runs, as `OWNER/NAME`. */
  readonly repository: string;
  /** ARN of the CodeConnections connection through which AWS reaches that repository. It must have been confirmed. */
  readonly connectionArn: string;
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets with a way to the internet: the runner fetches its jobs from GitHub. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Security group of the cluster, whose API endpoint jobs reach. */
  readonly clusterSecurityGroupId: pulumi.Input<string>;
  /** ARN of the key that encrypts the logs. */
  readonly keyArn: pulumi.Input<string>;
  /** How long the runner's logs are kept, in days. */
  readonly logRetentionDays: number;
  readonly account: Account;
}

/** Longer than any job may take (240 minutes in the workflows), so that it is GitHub that ends a job, and says so. */
const jobMinutes = 300;
/** How long a job waits for AWS to have room. After that GitHub still shows it as queued: run it again. */
const queueMinutes = 30;

/**
 * A runner of GitHub Actions inside the VPC, for jobs that a private API endpoint would keep out: CodeBuild starts one
 * container for each queued job and takes it away afterwards, so between jobs there is nothing to pay or to patch. It may
 * open connections to the cluster's endpoint and to the internet; to deploy, a job assumes the deploy role by OIDC, as on
 * GitHub's own runners. https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner-overview.html
 */
export class PipelineRunner extends pulumi.ComponentResource {
  /** Value of the repository's variable RUNNER_DEV or RUNNER_PROD; a job adds `-RUN_ID-RUN_ATTEMPT` to it. */
  readonly label: pulumi.Output<string>;

  constructor(name: string, args: PipelineRunnerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:PipelineRunner", name, {}, opts);
    // Fixed, because workflows name it. Nothing but a new name replaces a project, so no two are ever there at once.
    const projectName = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
    const logGroup = this.createLogGroup(name, projectName, args);
    const securityGroup = this.createSecurityGroup(name, args);
    const role = this.createRole(name, projectName, args, logGroup, securityGroup);
    const project = this.createProject(name, projectName, args, { logGroup, role, securityGroup });
    this.listen(name, project);
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
    const projectArn = arnIn(account, "codebuild", `project/${projectName}`);
    return new Role(
      name,
      {
        description: "Runs the pipeline's jobs inside the VPC",
        service: "codebuild.amazonaws.com",
        assumeConditions: {
          StringEquals: { "aws:SourceAccount": account.id, "aws:SourceArn": projectArn },
        },
        account,
        policy: runnerPolicy({
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

  /** Nothing connects to a runner. It reaches the cluster's endpoint, and the internet by HTTPS and HTTP. */
  private createSecurityGroup(name: string, args: PipelineRunnerArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "Runner of the pipeline's jobs" },
      { parent: this },
    );
    // 80 is for the smoke test of a gallery without a name of its own.
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
        description: "The Kubernetes API, for the pipeline's jobs",
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
          // Brings Node.js, the AWS CLI (which the kubeconfig asks for a token) and git.
          image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
          imagePullCredentialsType: "CODEBUILD",
          // Images are built on GitHub's own runners.
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
      // CodeBuild tries the role's rights to the connection and the network when the project is made.
      { parent: this, dependsOn: [parts.role] },
    );
  }

  /** This event and no other makes a project a runner. */
  private listen(name: string, project: aws.codebuild.Project): void {
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
