/**
 * Quotas of IAM, which cannot be raised unless noted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import type * as aws from "@pulumi/aws";
import { stacksOf } from "../../../account/names";
import { createBoundaryPolicy } from "../../../account/policies/boundary";
import { createBreakGlassPolicy } from "../../../account/policies/break-glass";
import { createDeployPolicies } from "../../../account/policies/deploy";
import { createImagePolicy } from "../../../account/policies/image";
import { createNotifyPolicy } from "../../../account/policies/notify";
import { createPreviewPolicies } from "../../../account/policies/preview";
import { MAX_TOGETHER, projectNameProblem, stackNameProblem } from "../../../settings/names";
import { partitionOf } from "../../../settings/partition";
import { prepareAccount, roleArn } from "./bootstrapped";
import { REGIONS } from "./regions";

/** Characters of a managed policy, without white space. */
const POLICY_SIZE = 6_144;
/** Managed policies of a role; the default, which can be raised to 20. */
const POLICIES_OF_A_ROLE = 10;
const NAME_LENGTH = { role: 64, policy: 128 };
const MAX_ENVIRONMENTS = 16;

const size = (document: unknown) => JSON.stringify(document).replaceAll(/\s/g, "").length;
const long = (letter: string, length: number) => letter.repeat(length);
const PREFIX = long("b", 20);

/** Projects and environments with the longest names that the settings allow. */
const names = [
  [long("p", 20), long("e", MAX_TOGETHER - 20)],
  [long("p", MAX_TOGETHER - 20), long("e", 20)],
  [long("p", 20), "review"],
] as const;

test("the tested names are the longest that the settings allow", () => {
  for (const [project, environment] of names) {
    expect(projectNameProblem(project)).toBeUndefined();
    if (environment !== "review") {
      expect(stackNameProblem(project, environment)).toBeUndefined();
      expect(stackNameProblem(project, `${environment}e`)).toMatch(/^at most/);
    }
  }
  expect(projectNameProblem(long("p", 21))).toMatch(/^3 to 20/);
});

/** All policies of all roles, with these names in this region. */
function createPolicies(
  project: string,
  environment: string,
  region: string,
  recoveryRegion?: string,
): [string, unknown][] {
  const [accountId, partition] = ["111122223333", partitionOf(region)];
  const key = `arn:${partition}:kms:${region}:${accountId}:key/11111111-2222-3333-4444-555555555555`;
  const stateBucket = `${PREFIX}-state-${accountId}-${region}`;
  const scope = {
    ...{ accountId, partition, region, project, stateBucket, stateKeyArn: key, secretsKeyArn: key },
    recoveryRegion,
  };
  const { reading, groups } = createPreviewPolicies(
    scope,
    Array.from({ length: MAX_ENVIRONMENTS }, () => environment),
  );
  return Object.entries({
    ...createDeployPolicies(scope, environment),
    boundary: createBoundaryPolicy(scope, environment),
    breakGlass: createBreakGlassPolicy(scope, environment),
    reading,
    ...groups,
    image: createImagePolicy(
      `arn:${partition}:ecr:${region}:${accountId}:repository/${project}/gallery-review`,
    ),
    notify: createNotifyPolicy(`arn:${partition}:sns:${region}:${accountId}:${long("t", 256)}`),
  } satisfies Record<string, aws.iam.PolicyDocument>);
}

test.each(Object.entries(REGIONS))(
  "every policy of every role fits in every region of %s",
  (partition, regions) => {
    const tooLong = regions.flatMap((region) =>
      names.flatMap(([project, environment]) =>
        [undefined, regions.find((other) => other.length === Math.max(...regions.map((each) => each.length)))]
          .flatMap((recoveryRegion) => createPolicies(project, environment, region, recoveryRegion))
          .filter(([, document]) => size(document) > POLICY_SIZE)
          .map(([name, document]) => `${name} of ${stacksOf(environment)} in ${region}: ${size(document)}`),
      ),
    );
    expect(regions.map(partitionOf)).toEqual(regions.map(() => partition));
    expect(tooLong).toEqual([]);
  },
);

/** The region of each partition with the longest name. */
const longest = Object.values(REGIONS).map(
  ([...regions]) => regions.sort((one, other) => other.length - one.length)[0] ?? "",
);

test.each(longest)(
  "with the longest names and the most environments, IAM accepts every role and policy of bootstrap in %s",
  async (region) => {
    const environments = (letter: string, count: number) =>
      Array.from({ length: count }, (_, at) => `${letter}${at}`.padEnd(20, "e"));
    const cloud = await prepareAccount({
      region,
      namePrefix: PREFIX,
      deployedFromMain: JSON.stringify(environments("a", 8)),
      deployedFromEnvironment: JSON.stringify([...environments("b", 7), "review"]),
      breakGlassPrincipals: JSON.stringify([roleArn("on-call", partitionOf(region))]),
    });
    const roles = cloud.list("aws:iam/role:Role").map(({ outputs }) => String(outputs.name));
    const policies = cloud.list("aws:iam/policy:Policy");
    const attachments = cloud.list("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    // Deploy roles, break-glass roles except of review, and those that preview, push images, push images of pull requests, and notify.
    expect(roles).toHaveLength(MAX_ENVIRONMENTS + MAX_ENVIRONMENTS - 1 + 4);
    expect(policies.filter(({ inputs }) => size(JSON.parse(String(inputs.policy))) > POLICY_SIZE)).toEqual(
      [],
    );
    expect(policies.filter(({ outputs }) => String(outputs.name).length > NAME_LENGTH.policy)).toEqual([]);
    expect(roles.filter((name) => name.length > NAME_LENGTH.role)).toEqual([]);
    const counts = roles.map((name) => attachments.filter(({ inputs }) => inputs.role === name).length);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(POLICIES_OF_A_ROLE);
  },
);
