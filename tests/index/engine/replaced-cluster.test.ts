/** A change that would replace the cluster, in the real engine. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack, type RehearsedStack } from "@groundwork/rehearse/lifecycle/workspace";
import { loadConfig } from "@groundwork/rehearse/project/config";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";

const cloud = newCloud();
const clusterType = "aws:eks/cluster:Cluster";
let serviceRange: string | undefined;
let rehearsed: RehearsedStack;

/** The program of the platform; with `serviceRange`, its cluster has another property that EKS cannot change. */
const program: PulumiFn = async () => {
  pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
    type === clusterType && serviceRange
      ? {
          props: {
            ...props,
            kubernetesNetworkConfig: { ...props.kubernetesNetworkConfig, serviceIpv4Cidr: serviceRange },
          },
          opts,
        }
      : undefined,
  );
  return loadConfig().program();
};

beforeAll(async () => {
  const { command } = await engine();
  rehearsed = await openStack({ engine: command, folder: projectFolder, stack: "dev", cloud, program });
  await operate(rehearsed.stack, "up");
}, 300_000);
afterAll(() => rehearsed?.close());
afterEach(() => {
  serviceRange = undefined;
});

const clusters = () => cloud.list(clusterType).map(({ outputs }) => String(outputs.name));

/** The resources that each resource of the state depends on. */
async function dependencies(): Promise<Record<string, readonly string[]>> {
  interface Saved {
    urn: string;
    dependencies?: readonly string[];
    propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  }
  const saved: readonly Saved[] = (await rehearsed.stack.exportStack()).deployment.resources;
  return Object.fromEntries(
    saved.map(({ urn, dependencies = [], propertyDependencies = {} }) => [
      urn,
      [...new Set([...dependencies, ...Object.values(propertyDependencies).flat()])].sort(),
    ]),
  );
}

// Where one is gone, an update with --target can fail with "Duplicate resource URN": https://github.com/pulumi/pulumi/issues/24303
test("a second update, which reads the name of the running cluster, keeps every dependency of the first", async () => {
  const first = await dependencies();
  await operate(rehearsed.stack, "up");
  expect(await dependencies()).toEqual(first);
});

test("a state that has lost the random suffix of the cluster's name keeps the cluster and its logs", async () => {
  const before = clusters();
  const state = await rehearsed.stack.exportStack();
  const { resources } = state.deployment;
  const lost = resources.filter(({ urn }: { urn: string }) =>
    urn.endsWith("random:index/randomId:RandomId::cluster"),
  );
  expect(lost.length).toBe(1);
  const remaining = (urns: readonly string[] = []) => urns.filter((urn) => urn !== lost[0].urn);
  const kept = resources
    .filter((each: unknown) => each !== lost[0])
    .map((each: { dependencies?: string[]; propertyDependencies?: Record<string, string[]> }) => ({
      ...each,
      dependencies: remaining(each.dependencies),
      propertyDependencies: Object.fromEntries(
        Object.entries(each.propertyDependencies ?? {}).map(([key, urns]) => [key, remaining(urns)]),
      ),
    }));
  await rehearsed.stack.importStack({ ...state, deployment: { ...state.deployment, resources: kept } });
  const { changes } = await operate(rehearsed.stack, "up");
  expect(changes.map(({ op, urn }) => `${op} ${urn.split("::")[2]?.split("$").at(-1)}`)).toEqual([
    "create random:index/randomId:RandomId",
  ]);
  expect(clusters()).toEqual(before);
}, 300_000);

test.each(["preview", "up"] as const)(
  "a change that would replace the cluster is refused by %s, which says what to do, and nothing changes",
  async (operation) => {
    const before = cloud.snapshot();
    serviceRange = "10.100.0.0/16";
    await expect(operate(rehearsed.stack, operation)).rejects.toThrow(
      /would replace the EKS cluster groundwork-dev-[0-9a-f]{8} .*docs\/state\.md, "Replace the cluster"/,
    );
    expect(cloud.snapshot().resources).toEqual(before.resources);
  },
  300_000,
);

test("a cluster that was deleted in AWS is created again", async () => {
  const [cluster] = cloud.list(clusterType);
  cloud.tamper(clusterType, cluster?.id ?? "", "delete");
  await operate(rehearsed.stack, "refresh");
  await operate(rehearsed.stack, "up");
  expect(clusters()).toEqual([cluster?.outputs.name]);
}, 300_000);

const { holdsData = () => false } = loadConfig();
const data = () => cloud.list().filter(({ type }) => holdsData(type));

/** Removes the cluster with everything in it, with the steps of docs/state.md. */
async function removeCluster(): Promise<void> {
  const { resources } = (await rehearsed.stack.exportStack()).deployment;
  for (const wanted of ["pulumi:providers:kubernetes", clusterType]) {
    const { urn } = resources.find(({ type }: { type: string }) => type === wanted);
    await rehearsed.stack.destroy({ target: [urn], targetDependents: true });
  }
  expect(clusters()).toEqual([]);
}

test("the procedure in docs/state.md replaces the cluster, and keeps what holds data", async () => {
  const before = data();
  await removeCluster();
  serviceRange = "10.100.0.0/16";
  await operate(rehearsed.stack, "up");
  expect(cloud.list(clusterType).map(({ inputs }) => inputs.kubernetesNetworkConfig)).toEqual([
    expect.objectContaining({ serviceIpv4Cidr: serviceRange }),
  ]);
  expect(before.length).toBeGreaterThan(5);
  expect(data().map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  const { changes } = await operate(rehearsed.stack, "preview");
  expect(changes).toEqual([]);
}, 300_000);

test("after the key platform was deleted, a refresh and the same procedure create it and the cluster again, and keep the data", async () => {
  const keyType = "aws:kms/key:Key";
  const key = () => cloud.list(keyType).find(({ name }) => name === "platform");
  const kept = () => data().filter(({ type, name }) => type !== keyType || name !== "platform");
  const [before, lost] = [kept(), key()];
  serviceRange = "10.100.0.0/16";
  cloud.tamper(keyType, lost?.id ?? "", "delete");
  await operate(rehearsed.stack, "refresh");
  await removeCluster();
  await operate(rehearsed.stack, "up");
  expect(key()?.outputs.arn).not.toBe(lost?.outputs.arn);
  const [cluster] = cloud.list(clusterType);
  expect(JSON.stringify(cluster?.inputs.encryptionConfig)).toContain(String(key()?.outputs.arn));
  expect(JSON.stringify(cloud.list().map(({ inputs }) => inputs))).not.toContain(String(lost?.outputs.arn));
  expect(kept().map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  const { changes } = await operate(rehearsed.stack, "preview");
  expect(changes).toEqual([]);
}, 600_000);
