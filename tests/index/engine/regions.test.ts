/**
 * The region that differs most from that of the stack files: another partition, and no CodeConnections. `npm run test:regions`
 * rehearses both stacks in four regions.
 */
import { connectionIn, inRegion, withoutRunner } from "../regions";
import { open } from "./engine";
import { rehearseIn } from "./rehearsed-regions";

const region = "cn-north-1";

test("dev is created, stays unchanged, and is removed in cn-north-1, and names no other region", async () => {
  const { steps, strangers } = await rehearseIn(region, "dev", inRegion(region));
  expect(steps.map(({ name, surprises }) => [name, ...surprises])).toEqual([
    ["preview"],
    ["up"],
    ["up again"],
    ["refresh"],
    ["destroy"],
  ]);
  expect(strangers).toEqual([]);
}, 600_000);

test("prod's runner is refused in cn-north-1 by name, and without it the next up completes the stack", async () => {
  const prod = await open("prod");
  try {
    prod.set({ ...inRegion(region), pipelineRunnerConnectionArn: connectionIn(region) });
    await expect(prod.run("up")).rejects.toThrow(
      /runner \(aws:codebuild\/project:Project\)[\s\S]*CodeConnections is not offered in cn-north-1, but in .*us-east-1/,
    );
    prod.set(withoutRunner);
    await prod.run("up");
    expect(prod.cloud.list("aws:rds/instance:Instance")).toHaveLength(4);
    expect(prod.cloud.list("aws:codebuild/project:Project")).toEqual([]);
    expect(await prod.run("up")).toEqual([]);
  } finally {
    prod.close();
  }
}, 600_000);
