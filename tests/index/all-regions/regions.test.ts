/** Rehearses both stacks in four regions of two partitions, in the real engine, and prints region, stack, result and seconds. */
import { rehearseIn, tableOf } from "../engine/rehearsed-regions";
import { inRegion, withoutRunner } from "../regions";

const rehearsals: Awaited<ReturnType<typeof rehearseIn>>[] = [];
afterAll(() => process.stdout.write(`\n${tableOf(rehearsals)}\n`));

const cases = ["us-east-1", "eu-central-1", "ap-northeast-2", "cn-north-1"].flatMap((region) => [
  { region, stack: "dev", changes: inRegion(region) },
  // tests/index/engine/regions.test.ts has the refusal of the runner in cn-north-1.
  { region, stack: "prod", changes: { ...inRegion(region), ...withoutRunner } },
]);

test.each(cases)(
  "$stack is created, stays unchanged, and is removed in $region",
  async ({ region, stack, changes }) => {
    const rehearsal = await rehearseIn(region, stack, changes);
    rehearsals.push(rehearsal);
    expect(
      rehearsal.steps.flatMap(({ name, surprises }) => surprises.map((each) => `${name}: ${each}`)),
    ).toEqual([]);
    expect(rehearsal.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["preview", "up", "up again", "refresh", "destroy"]),
    );
    expect(rehearsal.strangers).toEqual([]);
  },
  600_000,
);
