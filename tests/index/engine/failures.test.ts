/** The stack after a failure half-way, and how to continue. */

import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { runtime } from "@pulumi/pulumi";
import groundwork from "../../../index";
import { open, summary, type TestStack } from "./engine";

const instanceType = "aws:rds/instance:Instance";
const opened: TestStack[] = [];
const opening = async (...args: Parameters<typeof open>) => {
  const stack = await open(...args);
  opened.push(stack);
  return stack;
};
afterAll(() => {
  for (const stack of opened) stack.close();
});

/** Makes the cloud reject every creation of a type. Returns the function that ends this. */
function rejectCreations({ cloud }: TestStack, refused: string): () => void {
  cloud.before = ({ kind, type }) => {
    if (kind === "create" && type === refused) throw new Refusal("InternalFailure: try again later");
  };
  return () => {
    cloud.before = () => undefined;
  };
}

test("after the creation of the database fails, the next up completes the stack without changing existing resources", async () => {
  const dev = await opening("dev");
  const repair = rejectCreations(dev, instanceType);
  await expect(dev.run("up")).rejects.toThrow("InternalFailure: try again later");
  const survivors = dev.cloud.list().map(({ id }) => id);
  expect(survivors.length).toBeGreaterThan(50);
  expect(dev.cloud.list(instanceType)).toEqual([]);
  repair();

  const changes = await dev.run("up");
  expect(new Set(changes.map(({ op }) => op))).toEqual(new Set(["create"]));
  const all = dev.cloud.list().map(({ id }) => id);
  expect(all).toEqual(expect.arrayContaining(survivors));
  expect(all.length - survivors.length).toBe(
    summary(changes).filter((change) => !/\((groundwork|awsx|pulumi):/.test(change)).length,
  );
  expect(dev.cloud.list(instanceType)).toHaveLength(2);
  expect(await dev.run("preview")).toEqual([]);
});

test("an incomplete stack can be destroyed, and nothing is left", async () => {
  const dev = await opening("dev");
  const repair = rejectCreations(dev, "aws:eks/addon:Addon");
  await expect(dev.run("up")).rejects.toThrow("InternalFailure");
  repair();
  expect(dev.cloud.list().length).toBeGreaterThan(50);
  await dev.run("destroy");
  expect(dev.cloud.list()).toEqual([]);
  const { deployment } = await dev.stack.exportStack();
  expect(deployment.resources ?? []).toEqual([]);
});

test("replacing prod's database is rejected before anything is changed", async () => {
  let username = "gallery";
  const prod = await opening("prod", {
    program: async () => {
      runtime.registerResourceTransform(({ type, props, opts }) =>
        type === instanceType && "username" in props ? { props: { ...props, username }, opts } : undefined,
      );
      return groundwork(undefined, []);
    },
  });
  await prod.run("up");
  const before = prod.cloud.list();
  username = "somebody-else";
  await expect(prod.run("preview")).rejects.toThrow("marked for protection");
  await expect(prod.run("up")).rejects.toThrow("marked for protection");
  expect(prod.cloud.list()).toEqual(before);
  username = "gallery";
  expect(summary(await prod.run("preview"))).toEqual([]);
});
