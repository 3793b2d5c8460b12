/** What the roles can do is what the provider calls for the stacks' types of resources: nothing is missing, and nothing more. */
import { callsByType, copyingActions } from "../../../account/policies/calls";
import { preflightActions } from "../../../account/policies/preflight";
import { evaluated } from "../../evaluated";
import type { Context } from "../evaluator";
import { actionsOfService, exists, requestsOf } from "../evaluator/actions";
import { ACCOUNT, type Bootstrapped, bootstrapped, REGION } from "./bootstrapped";
import { KEY } from "./requests";

/** Accounts with one region, and with a second one for copies. */
type Regions = "one region" | "two regions";
const accounts = new Map<Regions, Bootstrapped>();
beforeAll(async () => {
  accounts.set("one region", await bootstrapped());
  accounts.set("two regions", await bootstrapped({ recoveryRegion: "eu-central-1" }));
});
afterAll(() => {
  for (const account of accounts.values()) account.stop();
});

function accountWith(regions: Regions): Bootstrapped {
  const account = accounts.get(regions);
  if (account === undefined) throw new Error(`there is no account with ${regions}`);
  return account;
}

type Role = Parameters<Bootstrapped["asRole"]>[0];

/** Whether a role can make a call for a resource of a stack, for any type of resource that the action has. */
async function can(regions: Regions, role: Role, action: string, stack: string): Promise<boolean> {
  const name = `groundwork-${stack}-thing-1a2b3c4`;
  const names = ["FunctionName", "QueueName", "TopicName", "AlarmName", "Alias", "SecretId", "ProjectName"];
  const requests = await requestsOf(action, {
    ...Object.fromEntries(names.map((variable) => [variable, name])),
    Partition: "aws",
    Region: REGION,
    Account: ACCOUNT,
    BucketName: `groundwork-${stack}-photos-1a2b3c4`,
    ObjectName: "cat.jpg",
    KeyId: KEY.split("/")[1] ?? "",
    RoleNameWithPath:
      action === "iam:CreateServiceLinkedRole"
        ? "aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"
        : `groundwork/${stack}/cluster-1a2b3c4`,
    UserNameWithPath: "ann",
    PolicyNameWithPath: "groundwork-boundary-dev",
  });
  const environment = stack.startsWith("pr-") ? "review" : stack;
  const given: Context = {
    "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/groundwork-boundary-${environment}`,
    "iam:PassedToService": "eks.amazonaws.com",
    "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com`,
  };
  const tags = ["ResourceTag", "RequestTag"].flatMap((tag) => [
    [`aws:${tag}/project`, "groundwork"],
    [`aws:${tag}/stack`, stack],
  ]);
  const decisions = await Promise.all(
    requests.map(({ resource, supported }) => {
      const keys = Object.entries(given).filter(([key]) => supported.includes(key));
      return accountWith(regions).asRole(role)(action, resource, Object.fromEntries([...tags, ...keys]));
    }),
  );
  return decisions.includes("allowed");
}

async function allowed(
  regions: Regions,
  role: Role,
  actions: readonly string[],
  stack: string,
): Promise<string[]> {
  const decided = await Promise.all(
    actions.map(async (action) => [action, await can(regions, role, action, stack)]),
  );
  return decided.flatMap(([action, may]) => (may === true ? [String(action)] : []));
}

const unique = (actions: readonly string[]) => [...new Set(actions)].sort();
const table = Object.values(callsByType);
const all = unique(
  table.flatMap((calls) => [...calls.create, ...calls.read, ...calls.update, ...calls.delete]),
);
const reads = unique(table.flatMap((calls) => calls.read));
/** A pull request's stack has no DNS name, and cannot change certificates. */
const notInReview = (action: string) =>
  action.startsWith("route53:") || /^acm:(Delete|Import|Re|Update)/.test(action);

/** Only stacks with copies in a second region need these, and stacks of pull requests have none. */
const copying = copyingActions();
const withoutCopies = (actions: readonly string[]) => actions.filter((action) => !copying.includes(action));
const deploy = (actions: readonly string[]) => unique([...actions, ...preflightActions]);
const review = withoutCopies(all).filter((action) => !notInReview(action));

const roles: readonly (readonly [Role, Regions, stack: string, expected: readonly string[]])[] = [
  ["deploy-dev", "one region", "dev", deploy(withoutCopies(all))],
  ["deploy-review", "one region", "pr-7", review],
  ["preview", "one region", "prod", withoutCopies(reads)],
  ["deploy-dev", "two regions", "dev", deploy(all)],
  ["deploy-review", "two regions", "pr-7", review],
  ["preview", "two regions", "prod", reads],
];

test("copies need calls that other stacks do not need", () => {
  expect(copying).toEqual([
    "rds:DescribeDBInstanceAutomatedBackups",
    "rds:StartDBInstanceAutomatedBackupsReplication",
    "rds:StopDBInstanceAutomatedBackupsReplication",
    "s3:PutReplicationConfiguration",
  ]);
});

test("the table has every type of AWS resource that a stack can contain, and no other", async () => {
  const zone = { galleryHostedZoneId: "Z0123456789ABCDEFGHIJ", grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ" };
  const changes = {
    ...zone,
    galleryHost: "gallery.example.com",
    grafanaHost: "grafana.example.com",
    grafanaAllowedCidrs: ["203.0.113.0/24"],
    alertEmails: ["oncall@example.com"],
    databaseVault: "compliance",
    telemetry: "opensearch",
    pipelineRunnerRepository: "octo-org/garden",
    recoveryKeyArn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    recoveryPhotoBucket: "groundwork-standby-photos-1a2b3c4",
    pipelineRunnerConnectionArn: `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/11111111-2222-3333-4444-555555555555`,
  };
  const { resources } = await evaluated("prod", { changes });
  const types = resources.flatMap(({ type, custom }) => (custom && type.startsWith("aws:") ? [type] : []));
  expect(Object.keys(callsByType).sort()).toEqual(unique(types));
});

test("every action of the table exists in AWS", async () => {
  const known = await Promise.all(all.map(async (action) => [action, await exists(action)]));
  expect(known.filter(([, is]) => is === false)).toEqual([]);
});

test.each(roles)(
  "%s with %s can make every call for its resources",
  async (role, regions, stack, expected) => {
    expect(await allowed(regions, role, expected, stack)).toEqual(expected);
  },
);

test.each(roles)("%s with %s: its policies allow no action by a pattern", (role, regions) => {
  expect(
    accountWith(regions)
      .allowedActions(role)
      .filter((action) => action.includes("*")),
  ).toEqual([]);
});

test.each(roles)(
  "%s with %s can make no other call of these services",
  async (role, regions, stack, expected) => {
    const services = unique([...all.map((action) => action.split(":")[0] ?? ""), "servicequotas", "sts"]);
    const every = (await Promise.all(services.map(actionsOfService))).flat();
    expect(every.length).toBeGreaterThan(2_000);
    // AWS allows this one to every caller.
    const withPermission = every.filter((action) => action !== "sts:GetCallerIdentity");
    expect((await allowed(regions, role, withPermission, stack)).sort()).toEqual(expected);
  },
  300_000,
);
