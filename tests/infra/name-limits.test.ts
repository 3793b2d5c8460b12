/** Names of project and stack at the longest that is allowed, and one character above. */
import { newCloud } from "@groundwork/rehearse/cloud";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { projectNameProblem, stackNameProblem } from "../../settings/names";
import { evaluated } from "../evaluated";

const letters = (length: number) => "x".repeat(length);

/** AWS's limits of the names that contain project and stack: by type, the property and the number of characters. */
const LIMITS: Readonly<Record<string, readonly [property: string, limit: number, source: string]>> = {
  "aws:iam/role:Role": ["name", 64, "IAM/latest/UserGuide/reference_iam-quotas.html"],
  "aws:lambda/function:Function": ["name", 64, "lambda/latest/api/API_CreateFunction.html"],
  "aws:cloudwatch/eventRule:EventRule": ["name", 64, "eventbridge/latest/APIReference/API_PutRule.html"],
  "aws:s3/bucket:Bucket": ["bucket", 63, "AmazonS3/latest/userguide/bucketnamingrules.html"],
  "aws:rds/instance:Instance": ["identifier", 63, "AmazonRDS/latest/APIReference/API_CreateDBInstance.html"],
  "aws:sqs/queue:Queue": ["name", 80, "AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"],
  "aws:eks/cluster:Cluster": ["name", 100, "eks/latest/APIReference/API_CreateCluster.html"],
  "aws:codebuild/project:Project": ["name", 150, "codebuild/latest/APIReference/API_CreateProject.html"],
  ...Object.fromEntries(
    ["vault:Vault", "plan:Plan", "selection:Selection"].map((type) => [
      `aws:backup/${type}`,
      ["name", 50, "aws-backup/latest/devguide/API_Operations.html"] as const,
    ]),
  ),
  "aws:opensearch/domain:Domain": [
    "domainName",
    28,
    "opensearch-service/latest/APIReference/API_CreateDomain.html",
  ],
  "aws:sns/topic:Topic": ["name", 256, "sns/latest/api/API_CreateTopic.html"],
};

/** The lengths of the names of a type. */
function lengths(resources: readonly EvaluatedResource[], type: string, property: string): readonly number[] {
  return resources
    .filter((each) => each.type === type)
    .map(({ inputs, outputs }) => String(inputs[property] ?? outputs[property] ?? "").length);
}

describe.each([
  ["a short project", 13, 20],
  ["a short stack", 20, 13],
])("at 33 characters together, with %s,", (_, project, stack) => {
  let resources: readonly EvaluatedResource[];
  beforeAll(async () => {
    ({ resources } = await evaluated("prod", {
      project: letters(project),
      name: letters(stack),
      changes: { databaseVault: "governance", telemetry: "opensearch" },
    }));
  });

  test.each(Object.entries(LIMITS))("AWS accepts each name of %s", (type, [property, limit]) => {
    const found = lengths(resources, type, property);
    expect(Math.min(...found)).toBeGreaterThan(0);
    expect(Math.max(...found)).toBeLessThanOrEqual(limit);
  });

  test("the longest role has the 64 characters that IAM allows, so that 34 together would be refused", () => {
    expect(Math.max(...lengths(resources, "aws:iam/role:Role", "name"))).toBe(64);
  });
});

test.each([
  [13, 21, "the stack's name"],
  [14, 20, "the stack's name"],
  [20, 14, "the stack's name"],
  [21, 12, "the project's name"],
  [2, 20, "the project's name"],
])(
  "a project of %d and a stack of %d characters are refused before anything is registered",
  async (project, stack, key) => {
    const cloud = newCloud();
    const refused = evaluated("prod", { project: letters(project), name: letters(stack), cloud });
    await expect(refused).rejects.toThrow(key);
    expect(cloud.list()).toEqual([]);
  },
);

test.each([
  [3, 20, undefined, undefined],
  [20, 13, undefined, undefined],
  [13, 20, undefined, undefined],
  [20, 14, undefined, "at most 13 characters"],
  [14, 20, undefined, "at most 19 characters"],
  [3, 21, undefined, "at most 20 lower-case"],
  [21, 13, "3 to 20", "at most 12 characters"],
  [2, 1, "3 to 20", undefined],
])("the rules for %d and %d characters", (project, stack, ofProject, ofStack) => {
  const problems = [projectNameProblem(letters(project)), stackNameProblem(letters(project), letters(stack))];
  expect(problems).toEqual([ofProject, ofStack].map((text) => text && expect.stringContaining(text)));
});
