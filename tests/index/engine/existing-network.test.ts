/** A stack in an existing VPC, in the engine. */
import { rehearse } from "@groundwork/rehearse/lifecycle/rehearsal";
import { guardRailsOff } from "../../../settings/guard-rails";
import { cloudWith, existingNetwork, existingVpc, VPC } from "../../existing-network";
import { open, type TestStack } from "./engine";

/** The error of an operation. */
async function failure(stack: TestStack, operation: "preview" | "up"): Promise<string> {
  try {
    await stack.run(operation);
  } catch (error) {
    return String(error);
  }
  throw new Error(`${operation} did not fail`);
}

test.each([
  ["dev", 2],
  ["prod", 3],
])(
  "%s is created in an existing VPC, stays unchanged and leaves only the VPC",
  async (stack, zones) => {
    const cloud = cloudWith();
    const rehearsed = await open(stack, { cloud });
    try {
      rehearsed.set(existingNetwork(zones));
      for await (const { name, surprises } of rehearse({ rehearsed, cloud, guardRailsOff }))
        expect([name, ...surprises]).toEqual([name]);
      expect(cloud.list("aws:ec2/vpc:Vpc").map(({ id }) => id)).toEqual([VPC]);
    } finally {
      rehearsed.close();
    }
  },
  600_000,
);

test("a stack that runs stays in its network: another one is refused before a change, in both directions", async () => {
  const cloud = cloudWith();
  const created = await open("dev", { cloud });
  try {
    await created.run("up");
    const before = cloud.list();
    created.set(existingNetwork(2));
    for (const operation of ["preview", "up"] as const) {
      const message = await failure(created, operation);
      expect(message).toContain(`${VPC} (existingVpcId)`);
      expect(message).toMatch(/found: {2}the stack runs in vpc-[0-9a-f]{17}, which it created/);
    }
    expect(cloud.list()).toEqual(before);
    created.set({ ...existingNetwork(0), existingVpcId: "" });
    expect(await created.run("up")).toEqual([]);
  } finally {
    created.close();
  }
}, 600_000);

test("a stack in an existing VPC keeps running when its own pods use the free addresses, and cannot leave the VPC", async () => {
  const cloud = cloudWith();
  const existing = await open("dev", { cloud });
  try {
    existing.set(existingNetwork(2));
    await existing.run("up");
    existing.set({ ...existingNetwork(0), existingVpcId: "" });
    expect(await failure(existing, "preview")).toContain(`the stack runs in ${VPC}, which existed before`);
    existing.set(existingNetwork(2));
    for (const { id } of existingVpc.subnets)
      cloud.tamper("aws:ec2/subnet:Subnet", id, { availableIpAddressCount: 0 });
    expect(await existing.run("up")).toEqual([]);
  } finally {
    existing.close();
  }
}, 600_000);
