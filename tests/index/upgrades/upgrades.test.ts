/**
 * Every change in docs/upgrades.md on a running stack: what it changes in place, what it replaces, and that no data
 * is lost.
 */
import { readFileSync } from "node:fs";
import { actualOf } from "@groundwork/delivery/upgrade/actual";
import { carryOut } from "@groundwork/delivery/upgrade/carry-out";
import { classSteps } from "@groundwork/delivery/upgrade/instance-class";
import {
  kubernetesSteps,
  postgresSteps,
  type Step,
  shapeSteps,
} from "@groundwork/delivery/upgrade/procedures";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import type { Change } from "@groundwork/rehearse/lifecycle/operations";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { settingsFile, settingsOf } from "@groundwork/rehearse/project/stack-settings";
import { runtime } from "@pulumi/pulumi";
import groundwork from "../../../index";
import { holdsData } from "../../../policy/data-types";
import { isAtLeastAsLarge } from "../../../settings/instance-class";
import { open, summary, type TestStack } from "../engine/engine";
import { documentedChanges } from "./documented";
import { DocumentedEffects } from "./documented-effects";

const instanceType = "aws:rds/instance:Instance";
const effects = new DocumentedEffects(documentedChanges());
let dev: TestStack;
/** Changes of the program that cannot be made by settings. */
let otherwise: { chartVersion?: string; username?: string } = {};

beforeAll(async () => {
  dev = await open("dev", {
    program: async () => {
      runtime.registerResourceTransform(({ type, props, opts }) => {
        const { chartVersion, username } = otherwise;
        if (type === "kubernetes:helm.sh/v3:Release" && chartVersion !== undefined)
          return { props: { ...props, version: chartVersion }, opts };
        return type === instanceType && "username" in props && username !== undefined
          ? { props: { ...props, username }, opts }
          : undefined;
      });
      return groundwork(undefined, []);
    },
  });
  dev.set({ clusterVersion: "1.35" });
  await dev.run("up");
}, 600_000);
afterAll(() => dev?.close());

const versions = () => dev.cloud.list(instanceType).map(({ outputs }) => outputs.engineVersion);

/** Compares the effect of a change with its line in docs/upgrades.md. */
const asDocumented = (change: string, work: () => Promise<readonly Change[]>) =>
  effects.check(dev, change, work);

const up = (settings: Readonly<Record<string, unknown>>) => async () => {
  dev.set(settings);
  return dev.run("up");
};
const procedure = (steps: (now: Awaited<ReturnType<typeof actualOf>>) => Step[]) => async () => {
  const lines: string[] = [];
  return (
    await carryOut(dev.stack, steps(await actualOf(dev.stack)), {
      holdsData,
      log: (line) => lines.push(line),
    })
  ).flat();
};
const only = (op: string, ...names: string[]) => names.map((name) => `${op} ${name} (${instanceType})`);

describe("the cluster", () => {
  test("EKS rejects skipping a Kubernetes version, and the procedure upgrades in two steps", async () => {
    dev.set({ clusterVersion: "1.37" });
    await expect(dev.run("up")).rejects.toThrow("version can only rise by one minor version: 1.35 to 1.37");
    dev.set({ clusterVersion: "1.35" });
    const now = await actualOf(dev.stack);
    expect(kubernetesSteps(now, "1.37").map(({ settings }) => settings.clusterVersion)).toEqual([
      "1.36",
      "1.37",
    ]);
  });

  test("Kubernetes 1.35 to 1.36 changes only the cluster, in place", async () => {
    const changes = await asDocumented(
      "Kubernetes, a minor version",
      procedure((now) => kubernetesSteps(now, "1.36")),
    );
    expect(summary(changes)).toEqual(["update cluster (aws:eks/cluster:Cluster)"]);
    expect(readFileSync(settingsFile(dev.stack), "utf8")).toContain('groundwork:clusterVersion: "1.36"');
  });

  test("a new version of the chart updates the release in place", async () => {
    otherwise = { chartVersion: "88.6.0" };
    const changes = await asDocumented("the monitoring chart's version", () => dev.run("up"));
    expect(summary(changes)).toEqual(["update monitoring (kubernetes:helm.sh/v3:Release)"]);
  });

  test("adding a zone creates its subnets and moves no other", async () => {
    const subnets = () =>
      dev.cloud
        .list("aws:ec2/subnet:Subnet")
        .map(({ name, id, outputs }) => `${name} ${id} ${outputs.cidrBlock}`);
    const before = subnets();
    const changes = await asDocumented(
      "add an availability zone",
      up({ availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"] }),
    );
    expect(subnets()).toHaveLength(9);
    expect(subnets()).toEqual(expect.arrayContaining(before));
    // Resources that list the network's subnets get the new ones.
    expect(summary(changes.filter(({ op }) => op === "update"))).toEqual([
      "update database (aws:rds/subnetGroup:SubnetGroup)",
      "update gallery-database (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
      "update gallery-load-balancer (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
      // They list the subnets of the nodes and of the load balancer.
      ...["grafana", "kube-state-metrics", "operator", "prometheus"].map(
        (name) => `update monitoring-policies-${name} (kubernetes:networking.k8s.io/v1:NetworkPolicy)`,
      ),
      "update network-s3 (aws:ec2/vpcEndpoint:VpcEndpoint)",
      "update nodes-class (kubernetes:eks.amazonaws.com/v1:NodeClass)",
    ]);
  });
});

describe("the database", () => {
  test("a step that would replace the database is rejected before any change, and its settings are restored", async () => {
    const before = [readFileSync(settingsFile(dev.stack), "utf8"), dev.cloud.list()];
    const { chartVersion } = otherwise;
    otherwise = { ...otherwise, username: "somebody-else" };
    const step: Step = { what: "another user", settings: { logRetentionDays: 14 } };
    await expect(carryOut(dev.stack, [step], { holdsData, log: () => undefined })).rejects.toThrow(
      /another user would replace or delete resources that hold data:.*replace database-primary.*Nothing was changed/s,
    );
    otherwise = chartVersion === undefined ? {} : { chartVersion };
    expect([readFileSync(settingsFile(dev.stack), "utf8"), dev.cloud.list()]).toEqual(before);
  });

  test("a larger class goes to the replica first, a smaller one to the primary first, both in place", async () => {
    const order: string[] = [];
    dev.cloud.after = ({ kind, type, name }) => {
      if (type === instanceType && kind === "update") order.push(name);
    };
    const change = (target: string) =>
      asDocumented(
        "instance class, larger or smaller",
        procedure((now) => classSteps(now, target, isAtLeastAsLarge)),
      );
    const updates = only("update", "database-primary", "database-replica-1");
    expect(summary(await change("db.t4g.large"))).toEqual(updates);
    expect(order.splice(0)).toEqual(["database-replica-1", "database-primary"]);
    expect(summary(await change("db.t4g.medium"))).toEqual(updates);
    expect(order.splice(0)).toEqual(["database-primary", "database-replica-1"]);
    dev.cloud.after = () => undefined;
    expect(readFileSync(settingsFile(dev.stack), "utf8")).not.toContain("databaseReplicaInstanceClass");
  });

  test("storage grows in place; decreasing it changes nothing, because RDS keeps its size", async () => {
    const changes = await asDocumented(
      "more storage",
      up({ databaseStorageGib: 40, databaseMaxStorageGib: 200 }),
    );
    expect(summary(changes)).toEqual([
      ...["primary", "replica-1"].map(
        (of) => `update database-alarms-storage-${of} (aws:cloudwatch/metricAlarm:MetricAlarm)`,
      ),
      ...only("update", "database-primary", "database-replica-1"),
    ]);
    expect(dev.cloud.list(instanceType).map(({ outputs }) => outputs.allocatedStorage)).toEqual([40, 40]);
  });

  test("adding a replica creates one instance with its alarms; only the gallery, which reads from it, is updated", async () => {
    const changes = await asDocumented("add a replica", up({ databaseReplicas: 2 }));
    expect(summary(changes.filter(({ op }) => op === "create"))).toEqual([
      "create database-alarms-cpu-replica-2 (aws:cloudwatch/metricAlarm:MetricAlarm)",
      "create database-alarms-storage-replica-2 (aws:cloudwatch/metricAlarm:MetricAlarm)",
      ...only("create", "database-replica-2"),
      "create database-replica-2-postgresql (aws:cloudwatch/logGroup:LogGroup)",
      "create database-replica-2-upgrade (aws:cloudwatch/logGroup:LogGroup)",
      "create gallery-database-replica-2 (kubernetes:core/v1:Service)",
    ]);
    expect(summary(changes.filter(({ op }) => op === "update"))).toEqual([
      "update database-alarms (aws:rds/eventSubscription:EventSubscription)",
      "update gallery-api (kubernetes:apps/v1:Deployment)",
    ]);
  });

  test("AWS rejects a minor upgrade that begins with the primary, and the stack is unchanged", async () => {
    dev.set({ databaseEngineVersion: "18.7" });
    await expect(dev.run("up")).rejects.toThrow("DBUpgradeDependencyFailure");
    expect(versions()).toEqual(["18.6", "18.6", "18.6"]);
    dev.set({ databaseEngineVersion: "18.6" });
    expect(await dev.run("preview")).toEqual([]);
  });

  test("an interrupted minor upgrade continues where it stopped", async () => {
    const order: string[] = [];
    let replica1IsUpdated = () => {};
    const replica1Updated = new Promise<void>((resolve) => {
      replica1IsUpdated = resolve;
    });
    dev.cloud.after = ({ kind, type, name }) => {
      if (type !== instanceType || kind !== "update") return;
      order.push(name);
      if (name.endsWith("replica-1")) replica1IsUpdated();
    };
    // The engine updates both replicas at the same time, and begins nothing after a failure.
    dev.cloud.before = async ({ type, name, kind }) => {
      if (kind !== "update" || type !== instanceType || !name.endsWith("replica-2")) return;
      await replica1Updated;
      throw new Refusal("InvalidDBInstanceState: not available");
    };
    const upgrade = procedure((now) => postgresSteps(now, "18.7"));
    await expect(upgrade()).rejects.toThrow(
      /step 1 of 2: .*InvalidDBInstanceState.*run the same command again/s,
    );
    expect(order).toEqual(["database-replica-1"]);
    dev.cloud.before = () => undefined;
    const changes = await asDocumented("PostgreSQL, a minor version", upgrade);
    expect(order).toEqual(["database-replica-1", "database-replica-2", "database-primary"]);
    expect(summary(changes)).toEqual(only("update", "database-primary", "database-replica-2"));
    expect(versions()).toEqual(["18.7", "18.7", "18.7"]);
    expect(await procedure((now) => postgresSteps(now, "18.7"))()).toEqual([]);
  });

  test("AWS rejects a major version in the settings alone, before anything changes in the database", async () => {
    dev.set({ databaseEngineVersion: "19.1" });
    await expect(dev.run("up")).rejects.toThrow("The AllowMajorVersionUpgrade flag must be present");
    expect(versions()).toEqual(["18.7", "18.7", "18.7"]);
    dev.set({ databaseEngineVersion: "18.7" });
    await dev.run("up");
  });

  test("a dry run of a major upgrade shows its steps, and changes neither cloud nor settings", async () => {
    const before = readFileSync(settingsFile(dev.stack), "utf8");
    const lines: string[] = [];
    const steps = postgresSteps(await actualOf(dev.stack), "19.1");
    await carryOut(dev.stack, steps, { dryRun: true, holdsData, log: (line) => lines.push(line) });
    expect(lines.join("\n")).toMatch(
      /step 1 of 2: primary to 19\.1.*replace database-primary \(aws:rds\/parameterGroup.*step 2 of 2/s,
    );
    expect(versions()).toEqual(["18.7", "18.7", "18.7"]);
    expect(readFileSync(settingsFile(dev.stack), "utf8")).toBe(before);
  });

  test("a major upgrade also upgrades the replicas, and replaces only the parameter groups", async () => {
    const changes = await asDocumented(
      "PostgreSQL, a major version",
      procedure((now) => postgresSteps(now, "19.1")),
    );
    expect(versions()).toEqual(["19.1", "19.1", "19.1"]);
    expect(changes.filter(({ op, urn }) => op !== "update" && urn.includes(instanceType))).toEqual([]);
    const file = readFileSync(settingsFile(dev.stack), "utf8");
    expect(file).toContain('groundwork:databaseEngineVersion: "19.1"');
    expect(file).not.toContain("databaseAllowMajorUpgrade");
    const now = await actualOf(dev.stack);
    expect(() => postgresSteps(now, "18.7")).toThrow("cannot be downgraded");
  });

  test("removing a replica deletes the last one, and changes no other", async () => {
    const changes = await asDocumented("remove a replica", up({ databaseReplicas: 1 }));
    expect(summary(changes.filter(({ op, urn }) => op === "delete" && urn.includes(instanceType)))).toEqual(
      only("delete", "database-replica-2"),
    );
  });

  test("increasing the password version sets a new password on the primary, stores it and passes it to the gallery", async () => {
    const primary = () => dev.cloud.list(instanceType).find(({ name }) => name.endsWith("primary"));
    const before = primary()?.inputs.password;
    const changes = await asDocumented("rotate the database password", up({ databasePasswordVersion: 2 }));
    expect(primary()?.inputs.password).not.toBe(before);
    const [stored] = dev.cloud.list("aws:secretsmanager/secretVersion:SecretVersion");
    expect(JSON.parse(String(stored?.inputs.secretString)).password).toBe(primary()?.inputs.password);
    expect(summary(changes.filter(({ op }) => op === "update"))).toEqual(
      [...only("update", "database-primary"), "update gallery-api (kubernetes:apps/v1:Deployment)"].sort(),
    );
  });

  test("KMS rotates every key automatically; no ARN changes, and Pulumi has nothing to do", async () => {
    const keys = dev.cloud.list("aws:kms/key:Key");
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.filter(({ inputs }) => inputs.enableKeyRotation !== true)).toEqual([]);
    expect(await asDocumented("rotate key material", () => dev.run("up"))).toEqual([]);
  });
});

describe("network policies", () => {
  test("describe endpoints by name and by address again, and no pod changes", async () => {
    const policy = (name: string, kind = "networking.k8s.aws/v1alpha1:ApplicationNetworkPolicy") =>
      `${name} (kubernetes:${kind})`;
    const named = [
      policy("gallery-photos-by-name"),
      policy("monitoring-policies-alertmanager-by-name"),
      policy("monitoring-policies-grafana-by-name"),
    ];
    const byAddress = policy("gallery-photos", "networking.k8s.io/v1:NetworkPolicy");
    const updated = ["alertmanager", "grafana"].map(
      (part) => `update ${policy(`monitoring-policies-${part}`, "networking.k8s.io/v1:NetworkPolicy")}`,
    );
    for (const [egressBy, created, deleted] of [
      ["names", named, [byAddress]],
      ["addresses", [byAddress], named],
    ] as const) {
      const changes = await asDocumented("describe endpoints of AWS by name or by address", up({ egressBy }));
      expect(summary(changes).sort()).toEqual(
        [
          ...created.map((name) => `create ${name}`),
          ...deleted.map((name) => `delete ${name}`),
          ...updated,
        ].sort(),
      );
    }
  });
});

describe("the gallery", () => {
  test("its pods get their secrets in another way, and the Secrets stay", async () => {
    const secrets = () =>
      dev.cloud.list("kubernetes:core/v1:Secret").map(({ id, inputs }) => ({ id, inputs }));
    const before = secrets();
    for (const gallerySecrets of ["environment", "files"]) {
      const changes = await asDocumented(
        "pass secrets as files or as environment variables",
        up({ gallerySecrets }),
      );
      expect(summary(changes)).toEqual(["update gallery-api (kubernetes:apps/v1:Deployment)"]);
    }
    expect(secrets()).toEqual(before);
  });
});

describe("converting dev to prod", () => {
  test("changes guard rails first, replaces nothing that holds data, and keeps the cluster", async () => {
    const steps = shapeSteps(
      settingsOf(projectFolder, "dev"),
      settingsOf(projectFolder, "prod"),
      isAtLeastAsLarge,
    );
    expect(steps[0]?.settings).toMatchObject({ guardRails: "production", databaseDeletionProtection: true });
    const [cluster] = dev.cloud.list("aws:eks/cluster:Cluster");
    const guardedAt: number[] = [];
    await asDocumented("convert dev to prod", async () => {
      const changes: Change[] = [];
      for (const [at, step] of steps.entries()) {
        changes.push(...(await carryOut(dev.stack, [step], { holdsData, log: () => undefined })).flat());
        const { deployment } = await dev.stack.exportStack();
        if (deployment.resources.some(({ protect }: { protect?: boolean }) => protect)) guardedAt.push(at);
      }
      return changes;
    });
    expect(guardedAt).toEqual([0, 1, 2, 3, 4]);
    expect(dev.cloud.list("aws:eks/cluster:Cluster")[0]).toMatchObject({
      id: cluster?.id,
      inputs: { deletionProtection: true },
    });
    expect(dev.cloud.list("aws:ec2/natGateway:NatGateway")).toHaveLength(3);
    expect(dev.cloud.list(instanceType)).toHaveLength(4);
    expect(dev.cloud.list(instanceType).find(({ name }) => name.endsWith("primary"))?.inputs).toMatchObject({
      multiAz: true,
      deletionProtection: true,
    });
    // Five steps, each with a preview and an update of the whole stack.
  }, 600_000);
});

test("every change in docs/upgrades.md is tested here", () => {
  expect(effects.untested()).toEqual([]);
});
