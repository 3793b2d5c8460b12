/**
 * States of version 0.1.0 (output of `pulumi stack export`), and the resources in the simulated cloud at that time. The program
 * has been reorganised since. In a stack of that version, only the changes that docs/upgrades.md lists may appear.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { newCloud } from "@groundwork/rehearse/cloud";
import { nameOf, operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import bootstrap from "../../../account";
import groundwork from "../../../index";
import { dashboardNames } from "../../../k8s/monitoring/dashboards/names";
import { withGuardRails } from "./renamed-key";

jest.setTimeout(600_000);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-earlier-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Replaces descriptions that AWS rejects. Version 0.1.0 set descriptions with an apostrophe for the runner's security group and
 * its rule, so no stack in AWS has them.
 */
function withAllowedDescriptions(state: string): string {
  return state.replaceAll(/"((?:Runner of|The Kubernetes API, for) the pipeline)'s jobs"/g, '"$1 jobs"');
}

/** Previews a program on an earlier state. Returns the changes, as `update NAME`. */
async function previewOn(name: string, stack: string, project: string, program: PulumiFn): Promise<string[]> {
  const file = join(__dirname, "states", `${name}.json.gz`);
  const text = gunzipSync(readFileSync(file)).toString();
  const { version, deployment, cloud: earlier } = JSON.parse(withAllowedDescriptions(text));
  const cloud = newCloud();
  cloud.restore({ resources: earlier.resources, created: new Map(earlier.created) });
  const state = mkdtempSync(join(folder, "state-"));
  const opened = await openStack({
    engine: (await engine()).command,
    folder: project,
    stack,
    cloud,
    program,
    backend: {
      url: `file://${state}?metadata=skip`,
      secretsProvider: "passphrase",
      env: { PULUMI_CONFIG_PASSPHRASE: "fixture" },
    },
  });
  try {
    await opened.stack.importStack({ version, deployment });
    const { changes, same } = await operate(opened.stack, "preview");
    expect(same).toBeGreaterThan(40);
    return changes.map(({ op, urn, properties }) => `${op} ${nameOf(urn)} ${properties.join(", ")}`).sort();
  } finally {
    opened.close();
  }
}

/**
 * The API's pods get the application's limits and the memory that the largest photos need, and the quota grows with it. The name
 * of a ConfigMap changes with its content, so that the pods roll out: the new one exists before the old one is deleted.
 */
const limitsOfApi = [
  "update gallery (kubernetes:core/v1:ResourceQuota) spec",
  "create-replacement gallery-api (kubernetes:core/v1:ConfigMap) data",
  "replace gallery-api (kubernetes:core/v1:ConfigMap) data",
  "update gallery-api (kubernetes:apps/v1:Deployment) spec",
  "delete-replaced gallery-api (kubernetes:core/v1:ConfigMap) ",
];

/** Pods start and end as slowly as the load balancer needs (k8s/target-health.ts). The quota and the API are in the list above. */
const figuresOfRollouts = [
  "update gallery-web (kubernetes:apps/v1:Deployment) spec",
  "update gallery-api (kubernetes:policy/v1:PodDisruptionBudget) spec",
  "update gallery-web (kubernetes:policy/v1:PodDisruptionBudget) spec",
  "update gallery (kubernetes:networking.k8s.io/v1:Ingress) metadata",
];

/** Containers get requests and limits of ephemeral storage (the Deployments are in the lists above), and the namespace has defaults for both. */
const ephemeralStorage = ["update gallery (kubernetes:core/v1:LimitRange) spec"];

/** The policy that allowed everything inside the namespace is deleted after the new policies exist. */
const monitoringPolicies = [
  "create monitoring-policies (groundwork:k8s:MonitoringPolicies) ",
  ...[
    "alertmanager",
    "deny-by-default",
    "dns",
    "grafana",
    "kube-state-metrics",
    "operator",
    "prometheus",
  ].map((name) => `create monitoring-policies-${name} (kubernetes:networking.k8s.io/v1:NetworkPolicy) `),
  "delete monitoring (kubernetes:networking.k8s.io/v1:NetworkPolicy) ",
];

/** The storage alarm compares with the allocated storage, and RDS reports failures to the topic for alerts. */
const storageReports = (instances: readonly string[]) => [
  "create database-alarms (aws:rds/eventSubscription:EventSubscription) ",
  "update alerting (aws:kms/key:Key) policy",
  "update alerting (aws:sns/topicPolicy:TopicPolicy) policy",
  // The alarm sends nothing before the first heartbeat.
  "update alerting-silence (aws:cloudwatch/metricAlarm:MetricAlarm) insufficientDataActions, treatMissingData",
  ...instances.map(
    (instance) =>
      `update database-alarms-storage-${instance} (aws:cloudwatch/metricAlarm:MetricAlarm) alarmDescription, threshold`,
  ),
];

/** The alert about an opened Kubernetes API. */
const endpointAlarm = [
  "create endpoint-alarm (groundwork:infra:EndpointAlarm) ",
  "create endpoint-alarm (aws:cloudwatch/eventRule:EventRule) ",
  "create endpoint-alarm (aws:cloudwatch/eventTarget:EventTarget) ",
];

/** Log groups for instances under their new identifiers. The instances of version 0.1.0 keep theirs. */
const logGroups = (instances: readonly string[]) =>
  instances.flatMap((instance) =>
    ["postgresql", "upgrade"].map(
      (log) => `create database-${instance}-${log} (aws:cloudwatch/logGroup:LogGroup) `,
    ),
  );

/** The component that contains the API's role, which does not change. */
const accessOfApi = ["create photos-api (groundwork:infra:ApplicationAccess) "];

/** The texts of alerts and dashboards. A ConfigMap is replaced when its data changes. */
const monitoringTexts = [
  "update monitoring (kubernetes:helm.sh/v3:Release) atomic, values",
  ...dashboardNames.flatMap((name) => [
    `create-replacement monitoring-dashboard-${name} (kubernetes:core/v1:ConfigMap) data`,
    `replace monitoring-dashboard-${name} (kubernetes:core/v1:ConfigMap) data`,
    `delete-replaced monitoring-dashboard-${name} (kubernetes:core/v1:ConfigMap) `,
  ]),
];

/**
 * Replicas get the storage of the settings, so that more storage reaches them. In the state, the provider has its size already; only
 * the simulated cloud compares with the earlier inputs and shows an update.
 */
const storageOfReplicas = (instances: readonly string[]) =>
  instances
    .filter((instance) => instance !== "primary")
    .map((instance) => `update database-${instance} (aws:rds/instance:Instance) allocatedStorage`);

/** Spans of the thumbnailer expire, and in prod, which keeps backups for 30 days, versions of photos outlive these. */
const lifecycleOfPhotos = [
  "update photos (aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration) rules",
];

const instances: Readonly<Record<string, readonly string[]>> = {
  dev: ["primary", "replica-1"],
  prod: ["primary", "replica-1", "replica-2", "replica-3"],
};

const isCreated = (line: string) => line.startsWith("create ");

/** The class of guard rails under the name that it had in version 0.1.0, and under its new name. */
const names = [
  ["environment", (text: string) => text],
  ["guardRails", withGuardRails],
] as const;
const stacks = ["dev", "prod"].flatMap((stack) =>
  names.map(([key, rename]) => [stack, key, rename] as const),
);

test.each(stacks)(
  "%s of version 0.1.0, with %s, previews only what docs/upgrades.md lists",
  async (stack, key, rename) => {
    const project = join(folder, `${stack}-${key}`);
    mkdirSync(project);
    copyFileSync(join(projectFolder, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
    const settings = `Pulumi.${stack}.yaml`;
    // docs/upgrades.md, "From version 0.1.0": the new version rejects prod's earlier limit.
    const earlier = rename(readFileSync(join(__dirname, "states", settings), "utf8"));
    const text = earlier.replace("apiMemoryLimitMib: 768", "apiMemoryLimitMib: 1408");
    expect(text === earlier).toBe(stack === "dev");
    const snapshot = stack === "dev" ? "  groundwork:databaseFinalSnapshot: false\n" : "";
    const preview = async (telemetry: string) => {
      writeFileSync(
        join(project, settings),
        text.replace(/^config:\n/m, (line) => line + snapshot + telemetry),
      );
      return previewOn(stack, stack, project, async () => groundwork(undefined, []));
    };
    const changes = await preview('  groundwork:telemetry: "off"\n');
    const ofStack = instances[stack] ?? [];
    expect(changes).toEqual(
      [
        ...limitsOfApi,
        ...figuresOfRollouts,
        ...ephemeralStorage,
        ...monitoringPolicies,
        ...monitoringTexts,
        ...storageReports(ofStack),
        ...endpointAlarm,
        ...accessOfApi,
        // It names the cluster's role.
        "update platform (aws:kms/key:Key) policy",
        ...logGroups(ofStack),
        ...storageOfReplicas(ofStack),
        ...lifecycleOfPhotos,
      ].sort(),
    );
    // Without the line, it is CloudWatch: "Logs and traces" there.
    const more = (await preview("")).filter((line) => !changes.includes(line));
    const [created, changed] = [more.filter(isCreated), more.filter((line) => !isCreated(line))];
    expect(created).toContain("create telemetry-store (aws:cloudwatch/logGroup:LogGroup) ");
    expect(
      created.filter((line) => !/^create (telemetry|gallery-telemetry|monitoring-dashboard-)/.test(line)),
    ).toEqual([]);
    // Names of the migration's resources contain a hash.
    expect(changed.map((line) => line.replace(/-[0-9a-f]{10} /, " ")).sort()).toEqual([
      ...["create-replacement", "delete-replaced", "replace"].flatMap((kind) =>
        ["gallery-migration", "gallery-web"].map(
          (name) =>
            `${kind} ${name} (kubernetes:core/v1:ConfigMap) ${kind === "delete-replaced" ? "" : "data"}`,
        ),
      ),
      "update thumbnailer (aws:iam/rolePolicy:RolePolicy) policy",
      "update thumbnailer (aws:lambda/function:Function) environment",
    ]);
  },
);

/** Policies are divided and name each call, the preview role loses ReadOnlyAccess, and Lambda can pull. */
const [policy, attachment] = ["aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"];
const environments = ["dev", "prod", "review"];
const added = [
  ...environments.flatMap((name) => [`deploy-${name}-services`, `deploy-${name}-stack`]),
  "preview-stacks",
];
const changed = [...environments.flatMap((name) => [`boundary-${name}`, `deploy-${name}`]), "preview"];
const changesOfAccount = [
  ...["images", "review-images"].map((name) => `create ${name} (aws:ecr/repositoryPolicy:RepositoryPolicy) `),
  ...added.flatMap((name) => [`create ${name} (${policy}) `, `create ${name} (${attachment}) `]),
  ...changed.map((name) => `update ${name} (${policy}) policy`),
  `delete preview-managed (${attachment}) `,
  // `stateProtection` is on by default: the policies of the keys deny deleting them.
  ...["state", "secrets"].map((name) => `update ${name} (aws:kms/key:Key) policy`),
];

test("an account that version 0.1.0 bootstrapped previews only changed policies", async () => {
  const project = join(folder, "account");
  const settings = `config:
  groundwork-bootstrap:accountId: "111122223333"
  groundwork-bootstrap:region: us-east-1
  groundwork-bootstrap:repository: octo-org/garden
  groundwork-bootstrap:alarmAddress: money@example.com
  groundwork-bootstrap:deployedFromEnvironment: [prod, review]
`;
  mkdirSync(project);
  copyFileSync(join(projectFolder, "account", "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  writeFileSync(join(project, "Pulumi.main.yaml"), settings);
  const changes = await previewOn("account", "main", project, async () => bootstrap());
  expect(changes).toEqual(changesOfAccount.sort());
});
