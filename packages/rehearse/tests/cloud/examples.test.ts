/** Nothing that the provider's documentation shows is refused: its examples are the accepted twins of all checks. */
import { knownTypes, newCloud } from "../../cloud";
import { valueProblems } from "../../cloud/aws/rules/values";
import { checkInputs } from "../../cloud/aws/schemas/check";
import { documentedExamples, REFERENCE } from "./examples";

const { examples, resources } = documentedExamples();
const checked = resources.map(({ type, inputs }) => ({ type, ...checkInputs(type, inputs) }));
const problems = checked.flatMap(({ type, problems: all }) =>
  all
    // A value from another resource is unknown here, and many examples leave out what they are not about.
    .filter((problem) => !problem.includes(REFERENCE) && !problem.includes(" is missing; "))
    .map((problem) => `${type} ${problem}`),
);

test("there are hundreds of examples, of types with and without an entry", () => {
  expect(examples).toBeGreaterThan(2_000);
  expect(checked.filter(({ hasSchema }) => hasSchema).length).toBeGreaterThan(1_000);
  expect(checked.reduce((sum, each) => sum + each.checked, 0)).toBeGreaterThan(4_000);
});

/** Values in examples that are not values, such as "STACK NAME", by type and input. */
const placeholders = [
  "aws:appstream/directoryConfig:DirectoryConfig certificateBasedAuthProperties.certificateAuthorityArn",
  "aws:appstream/directoryConfig:DirectoryConfig certificateBasedAuthProperties.status",
  "aws:appstream/stack:Stack name",
  "aws:emrserverless/application:Application monitoringConfiguration.prometheusMonitoringConfiguration.remoteWriteUrl",
  "aws:imagebuilder/distributionConfiguration:DistributionConfiguration distributions[0].launchTemplateConfigurations[0].launchTemplateId",
  "aws:odb/cloudAutonomousVmCluster:CloudAutonomousVmCluster cloudExadataInfrastructureId",
  "aws:odb/cloudAutonomousVmCluster:CloudAutonomousVmCluster odbNetworkId",
  "aws:odb/cloudVmCluster:CloudVmCluster cloudExadataInfrastructureId",
  "aws:odb/cloudVmCluster:CloudVmCluster odbNetworkId",
  "aws:qldb/stream:Stream roleArn",
  // A password of three letters.
  "aws:rds/instance:Instance password",
  "aws:route53/trafficPolicyInstance:TrafficPolicyInstance trafficPolicyId",
  "aws:sagemaker/codeRepository:CodeRepository gitConfig.secretArn",
  "aws:synthetics/canary:Canary executionRoleArn",
];

test("every example is accepted, except where it has a word in the place of a value", () => {
  const refused = problems.map((problem) => problem.split(" ").slice(0, 2).join(" "));
  expect([...new Set(refused)].sort()).toEqual(placeholders);
});

test("no rule that is written by hand refuses an example, except one that leaves out what it is not about", () => {
  const cloud = newCloud();
  const refused = resources.flatMap(({ type, inputs }) => {
    const subject = { inputs, cloud, id: "", name: "", scope: "" };
    return [...valueProblems(type, inputs, "2026-11-26"), ...knownTypes.ruleProblems(type, subject)]
      .filter((problem) => !problem.includes(REFERENCE) && !problem.includes(" is missing; "))
      .map((problem) => `${type} ${problem.split(" ")[0]}`);
  });
  expect([...new Set(refused)].sort()).toEqual([
    // JSON with backslashes that the documentation escapes twice.
    "aws:ecr/lifecyclePolicy:LifecyclePolicy policy",
    "aws:ecs/taskDefinition:TaskDefinition containerDefinitions",
    // "{ ... policy JSON ... }"
    "aws:iam/policy:Policy policy",
    // Escaped twice as well.
    "aws:sns/topic:Topic deliveryPolicy",
  ]);
});
