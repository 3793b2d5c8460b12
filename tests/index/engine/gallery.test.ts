import { setTimeout as sleep } from "node:timers/promises";
import { newCloud } from "@groundwork/rehearse/cloud";
import { type Cloud, Refusal } from "@groundwork/rehearse/cloud/cloud";
import { findEngine } from "@groundwork/rehearse/engine";
import { type OperationName, operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack, type RehearsedStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import groundwork from "../../../index";

const repository = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery";

let cloud: Cloud;
let rehearsed: RehearsedStack;
let done: string[];

beforeAll(async () => {
  const engine = await findEngine({ report: { log: () => undefined, during: (_, work) => work() } });
  if ("tried" in engine) throw new Error(JSON.stringify(engine.tried));
  cloud = newCloud();
  cloud.after = ({ kind, type, name }) => {
    done.push(`${kind} ${type.split(":").at(-1)} ${name}`);
  };
  const program = async () => groundwork(undefined, []);
  rehearsed = await openStack({
    engine: engine.command,
    folder: projectFolder,
    stack: "dev",
    cloud,
    program,
  });
  await run("up");
});
afterAll(() => rehearsed?.close());

/** Runs an operation with changed settings; `done` then lists the operations of the cloud, in order. */
async function run(operation: OperationName, changes: Record<string, string> = {}) {
  done = [];
  for (const [key, value] of Object.entries(changes))
    await rehearsed.stack.setConfig(`groundwork:${key}`, { value });
  return operate(rehearsed.stack, operation);
}

function imageOf(name: string): unknown {
  const deployment = cloud.find("kubernetes:apps/v1:Deployment", `gallery/${name}`);
  return Object(deployment?.inputs.spec).template.spec.containers[0].image;
}

const position = (what: RegExp): number => {
  const at = done.findIndex((one) => what.test(one));
  if (at < 0) throw new Error(`${what} did not happen:\n${done.join("\n")}`);
  return at;
};

test("a changed setting creates a new ConfigMap, then rolls the pods, then deletes the old ConfigMap", async () => {
  await run("up", { databaseReplicas: "2" });
  expect(position(/create ConfigMap gallery-api/)).toBeLessThan(position(/update Deployment gallery-api/));
  expect(position(/update Deployment gallery-api/)).toBeLessThan(position(/delete ConfigMap gallery-api/));
  expect(done.filter((one) => /Job|gallery-web/.test(one))).toEqual([]);
});

test("a new curator's token reaches the API's pods automatically, and no other pods", async () => {
  await run("up", { galleryCuratorTokenVersion: "2" });
  expect(position(/create Secret gallery-api/)).toBeLessThan(position(/update Deployment gallery-api/));
  expect(position(/update Deployment gallery-api/)).toBeLessThan(position(/delete Secret gallery-api/));
  expect(done.filter((one) => /Job|gallery-web|migrate/.test(one))).toEqual([]);
});

test("a failed migration stops the up with its reason, and the old version stays until a migration succeeds", async () => {
  cloud.before = ({ kind, type }) => {
    if (kind === "create" && type.endsWith(":Job"))
      throw new Refusal("Job has reached the specified backoff limit");
  };
  const failing = run("up", { galleryImage: `${repository}:0.2.0`, galleryImagesFrom: "settings" });
  await expect(failing).rejects.toThrow("Job has reached the specified backoff limit");
  expect([imageOf("api"), imageOf("web")]).toEqual([`${repository}:0.1.0`, `${repository}:0.1.0`]);

  cloud.before = () => undefined;
  await run("up");
  expect([imageOf("api"), imageOf("web")]).toEqual([`${repository}:0.2.0`, `${repository}:0.2.0`]);
  expect(position(/create Job gallery-migration-/)).toBeLessThan(position(/update Deployment gallery-api/));
  expect(position(/update Deployment gallery-web/)).toBeLessThan(position(/delete Job gallery-migration-/));
});

test("a destroy waits for a slow load balancer and slow nodes before it deletes cluster and network", async () => {
  cloud.before = async ({ kind, type }) => {
    if (kind === "delete" && /:(Ingress|NodePool)$/.test(type)) await sleep(2_000);
  };
  await run("destroy");
  const network = done.filter((one) => /^delete (Cluster|Subnet|InternetGateway|Vpc|NatGateway) /.test(one));
  expect(network.length).toBeGreaterThan(7);
  const first = Math.min(...network.map((one) => done.indexOf(one)));
  expect(position(/delete Ingress/)).toBeLessThan(first);
  expect(position(/delete NodePool/)).toBeLessThan(first);
  expect(cloud.list()).toEqual([]);
});
