import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { all, evaluated, one, statements } from "../evaluated";

const project = "aws:codebuild/project:Project";
const connection =
  "arn:aws:codeconnections:us-east-1:111122223333:connection/aaaaaaaa-1111-2222-3333-444444444444";

let prod: Evaluation;
beforeAll(async () => {
  prod = await evaluated("prod");
});
const securityGroup = () => one(prod, "aws:ec2/securityGroup:SecurityGroup", "runner");

test("a job runs in the private subnets and can reach the cluster's API and the internet, and nothing can connect to it", () => {
  const { inputs } = one(prod, project);
  const privateIds = all(prod, "aws:ec2/subnet:Subnet")
    .filter(({ name }) => name.includes("-private-"))
    .map(({ id }) => id);
  expect(inputs.vpcConfig).toEqual({
    vpcId: one(prod, "aws:ec2/vpc:Vpc").id,
    subnets: privateIds,
    securityGroupIds: [securityGroup().id],
  });
  const cluster = Object(one(prod, "aws:eks/cluster:Cluster").outputs.vpcConfig).clusterSecurityGroupId;
  const rules = all(prod, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(rules.filter(({ inputs: rule }) => rule.securityGroupId === securityGroup().id)).toEqual([]);
  const fromRunner = rules.filter(
    ({ inputs: rule }) => rule.referencedSecurityGroupId === securityGroup().id,
  );
  expect(
    fromRunner.map(({ inputs: { securityGroupId, fromPort, toPort } }) => [
      securityGroupId,
      fromPort,
      toPort,
    ]),
  ).toEqual([[cluster, 443, 443]]);
  const out = all(prod, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").map(
    ({ inputs: rule }) => rule.toPort,
  );
  expect(out).toEqual([443, 80]);
});

test("only a queued job of the configured repository starts it, and it has the name that workflows use", () => {
  const { inputs, outputs } = one(prod, project);
  expect(inputs.source).toMatchObject({
    type: "GITHUB",
    location: "https://github.com/your-organization/groundwork.git",
    auth: { type: "CODECONNECTIONS", resource: connection },
  });
  expect(one(prod, "aws:codebuild/webhook:Webhook").inputs.filterGroups).toEqual([
    { filters: [{ type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" }] },
  ]);
  expect(outputs.name).toBe("groundwork-prod-runner");
  expect(prod.outputs.pipelineRunnerLabel).toBe("codebuild-groundwork-prod-runner");
});

test("its role cannot deploy: it allows logs, a network interface, and the tokens of its connection", () => {
  const policy = one(prod, "aws:iam/rolePolicy:RolePolicy", "runner").inputs.policy;
  const writes = statements(policy).filter(
    ({ Action }) => !Action.every((action) => action.startsWith("ec2:Describe")),
  );
  expect(writes.flatMap(({ Action }) => Action)).toEqual([
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "codeconnections:GetConnection",
    "codeconnections:GetConnectionToken",
  ]);
  expect(writes.at(-1)?.Resource).toEqual([connection]);
  const trust = statements(one(prod, "aws:iam/role:Role", "runner").inputs.assumeRolePolicy);
  expect(JSON.stringify(trust)).toContain(
    "arn:aws:codebuild:us-east-1:111122223333:project/groundwork-prod-runner",
  );
});

test("its logs are encrypted and expire, and a hanging container is stopped", () => {
  const { inputs } = one(prod, "aws:cloudwatch/logGroup:LogGroup", "runner");
  expect(inputs).toMatchObject({ name: "/aws/codebuild/groundwork-prod-runner", retentionInDays: 365 });
  expect(inputs.kmsKeyId).toBe(one(prod, "aws:kms/key:Key", "platform").outputs.arn);
  expect(one(prod, project).inputs).toMatchObject({
    logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: inputs.name } },
    buildTimeout: 300,
    queuedTimeout: 30,
  });
});

test("without the settings there is no runner, and no output that looks like one", async () => {
  const dev = await evaluated("dev");
  expect(dev.resources.filter(({ type }) => type.startsWith("aws:codebuild/"))).toEqual([]);
  expect(dev.outputs).not.toHaveProperty("pipelineRunnerLabel");
});

test("dev can have a runner beside prod's in the same account", async () => {
  const changes = { pipelineRunnerRepository: "octo-org/garden", pipelineRunnerConnectionArn: connection };
  const dev = await evaluated("dev", { changes });
  expect(dev.outputs.pipelineRunnerLabel).toBe("codebuild-groundwork-dev-runner");
});

test.each([
  [{ pipelineRunnerRepository: "garden" }, "OWNER/NAME"],
  [{ pipelineRunnerRepository: "octo-org/garden" }, "the ARN of the connection"],
  [{ pipelineRunnerConnectionArn: connection }, '"" while pipelineRunnerRepository is empty'],
  [
    {
      pipelineRunnerRepository: "octo-org/garden",
      pipelineRunnerConnectionArn: connection.replace("codeconnections", "codestar-connections"),
    },
    "create a new connection",
  ],
  [
    {
      natGateways: "none",
      pipelineRunnerRepository: "octo-org/garden",
      pipelineRunnerConnectionArn: connection,
    },
    "the runner needs internet access to fetch jobs from GitHub",
  ],
])("%j is rejected with the allowed values", async (changes, said) => {
  await expect(evaluated("dev", { changes })).rejects.toThrow(said);
});
