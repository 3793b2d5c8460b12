/** Adjusting resources inside components with `transforms`, which only the real engine runs (docs/architecture.md). */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import bootstrap from "../../../account";
import groundwork from "../../../index";
import { NamespaceViewers } from "../../../infra/namespace-viewers";
import { everyKind, imagesFor } from "../../applications/specs";
import { open, type TestStack } from "./engine";

let stack: TestStack | undefined;
const restore: (() => void)[] = [];
afterEach(() => {
  stack?.close();
  stack = undefined;
  for (const undo of restore.splice(0)) undo();
});

/** Every component in the source: file and class. */
const root = join(__dirname, "../../..");
const components = ["applications", "infra", "k8s", "account"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(root, folder, file))
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/class (\w+) extends pulumi\.ComponentResource/g)].map(
        ([, name = ""]) => ({ file, name }),
      ),
    ),
);

/**
 * Passes transforms to all components of the given classes, as a caller of the component would.
 * Returns the names of the classes that the program created.
 */
function passTransforms(classes: readonly string[], transform: pulumi.ResourceTransform): Set<string> {
  const created = new Set<string>();
  for (const { file, name } of components.filter((each) => classes.includes(each.name))) {
    const exported: Record<string, unknown> = jest.requireActual(file);
    const original = exported[name];
    if (typeof original !== "function") throw new Error(`${file} does not export the class ${name}`);
    exported[name] = new Proxy(original, {
      construct(target, [resourceName, args, opts]: unknown[]) {
        created.add(name);
        return Reflect.construct(target, [
          resourceName,
          args,
          { ...Object(opts ?? {}), transforms: [transform] },
        ]);
      },
    });
    restore.push(() => {
      exported[name] = original;
    });
  }
  return created;
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly parent?: string;
  readonly retainOnDelete?: boolean;
  readonly inputs?: Record<string, unknown>;
}

/** The resources in the state. */
async function readState(): Promise<StateResource[]> {
  if (!stack) throw new Error("no stack is open");
  const { deployment } = await stack.stack.exportStack();
  return deployment.resources ?? [];
}

const format = ({ type, urn }: StateResource) => `${type} ${urn.split("::").slice(3).join("::")}`;

const bucketType = "aws:s3/bucket:Bucket";
const lifecycleType = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

/** As in docs/architecture.md. */
const keepLonger = (rule: { readonly id: string }) =>
  rule.id === "forget-deleted-photos"
    ? { ...rule, noncurrentVersionExpiration: { noncurrentDays: 90 } }
    : rule;
const adjustPhotos: pulumi.ResourceTransform = ({ type, props, opts }) => {
  if (type === bucketType) return { props: { ...props, tags: { ...props.tags, costCenter: "4711" } }, opts };
  if (type === lifecycleType) return { props: { ...props, rules: props.rules.map(keepLonger) }, opts };
  return undefined;
};

test("a caller tags the bucket inside a component and keeps its old versions longer, and nothing else changes", async () => {
  stack = await open("dev");
  await stack.run("up");
  const before = new Map((await readState()).map((each) => [each.urn, JSON.stringify(each.inputs)]));

  expect([...passTransforms(["Photos"], adjustPhotos)]).toEqual([]);
  expect((await stack.run("up")).map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)).toEqual([
    "update photos",
    "update photos",
  ]);
  const after = await readState();
  const changed = after.filter(({ urn, inputs }) => before.get(urn) !== JSON.stringify(inputs)).map(format);
  expect(changed.sort()).toEqual([`${bucketType} photos`, `${lifecycleType} photos`]);
  expect(after.find(({ type }) => type === bucketType)?.inputs).toMatchObject({
    tags: { costCenter: "4711" },
  });
  expect(after.find(({ type }) => type === lifecycleType)?.inputs).toMatchObject({
    rules: [
      { id: "forget-deleted-photos", noncurrentVersionExpiration: { noncurrentDays: 90 } },
      { id: "forget-spans", noncurrentVersionExpiration: { noncurrentDays: 1 } },
    ],
  });
});

const accountSettings: NonNullable<Parameters<typeof bootstrap>[0]> = {
  accountId: "111122223333",
  region: "us-east-1",
  recoveryRegion: "eu-central-1",
  namePrefix: "groundwork",
  repository: "your-organization/groundwork",
  repositoryIds: "",
  githubProvider: "create",
  deployedFromMain: ["dev"],
  deployedFromEnvironment: ["prod", "review"],
  alarmAddress: "costs@example.com",
  monthlyBudgetUsd: 500,
  oldVersionDays: 90,
  accessLogDays: 365,
  imagesKept: 500,
  pullingAccounts: ["444455556666"],
  breakGlassPrincipals: ["arn:aws:iam::111122223333:role/on-call"],
  notificationTopicArn: "arn:aws:sns:us-east-1:111122223333:deployments",
  stateProtection: "off",
};

/** The custom resources inside a component, at any depth. */
function findChildren(component: StateResource, all: readonly StateResource[]): StateResource[] {
  return all
    .filter(({ parent }) => parent === component.urn)
    .flatMap((child) => [...(child.custom ? [child] : []), ...findChildren(child, all)]);
}

test("every child of every component accepts the transforms of the component's caller", async () => {
  const names = components.map(({ name }) => name);
  // Custom resources only: the SDK does not return the inherited providers of a component whose options a transform sets.
  const created = passTransforms(names, ({ custom, props, opts }) =>
    custom ? { props, opts: { ...opts, retainOnDelete: true } } : undefined,
  );
  const createStack = async () => {
    const outputs = await groundwork(undefined, everyKind);
    if (!("clusterName" in outputs)) throw new Error("the stack has no cluster");
    // Only examples use it.
    const viewers = { namespace: "team", principals: ["arn:aws:iam::111122223333:role/team"] };
    const provider = new aws.Provider("viewers", { region: "us-east-1" });
    new NamespaceViewers(
      "team",
      { clusterName: outputs.clusterName, ...viewers, account: { partition: "aws" } },
      { providers: { aws: provider } },
    );
    return outputs;
  };
  // A stack has one store of logs and traces.
  const programs: [name: string, telemetry: string, program: () => Promise<object>][] = [
    ["stack", "cloudwatch", createStack],
    ["stack with OpenSearch", "opensearch", createStack],
    ["account", "off", async () => bootstrap(accountSettings)],
  ];
  for (const [name, telemetry, program] of programs) {
    stack = await open("prod", { program: async () => ({ ...(await program()) }) });
    stack.set({
      grafanaHost: "grafana.example.com",
      grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ",
      grafanaAllowedCidrs: ["198.51.100.0/24"],
      databaseVault: "governance",
      telemetry,
      recoveryKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      recoveryPhotoBucket: "groundwork-standby-photos-1a2b3c4",
      ...imagesFor(everyKind),
      releases: { api: { strategy: "canary" } },
    });
    await stack.run("up");
    const all = await readState();
    const ours = all.filter(({ type }) => type.startsWith("groundwork:"));
    expect({ name, components: ours.length > 5 }).toEqual({ name, components: true });
    for (const component of ours) {
      const children = findChildren(component, all);
      expect([format(component), children.length > 0]).toEqual([format(component), true]);
      expect(children.filter(({ retainOnDelete }) => !retainOnDelete).map(format)).toEqual([]);
    }
    stack.close();
  }
  expect([...created].sort()).toEqual(names.sort());
});
