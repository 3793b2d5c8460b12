/** The times of a drill, from a stack's history, and the issue that gets them. */
import { drillText } from "@groundwork/delivery/drill/issue";
import { drill, readDrill } from "@groundwork/delivery/drill/times";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 1, 5, minutes));
const update = (message: string, from: number, to: number, result: "succeeded" | "failed" = "succeeded") => ({
  kind: "update" as const,
  ...{ message, result, startTime: at(from), endTime: at(to) },
});
/** Newest first, as the engine returns it. */
const history = [
  update("restore: none", 44, 50),
  update("restore: returned", 39, 44),
  update("restore: returning", 38, 39),
  update("restore: switched", 31, 35),
  update("restore: stopped", 30, 31),
  update("restore: prepared", 10, 29),
  update("restore: prepared", 9, 10, "failed"),
  update("restore: created", 0, 8),
  update("deploy", -20, -10),
  update("restore: none", -60, -50),
];

test("the last restore is measured from its first update to the end of the switch, with failed attempts", () => {
  const found = readDrill("dev", history, at(-30));
  expect(found).toMatchObject({ untilSwitch: 35 * 60, withoutWrites: 5 * 60, complete: true });
  expect(found.updates.map(({ phase, seconds }) => `${phase} ${seconds / 60}`)).toEqual([
    ...["created 8", "prepared 1", "prepared 19", "stopped 1", "switched 4"],
    ...["returning 1", "returned 5", "none 6"],
  ]);
  expect(drill.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
});

test("the comment has the times, and says what is left of a drill that was not taken back", () => {
  const text = drillText(readDrill("dev", history, at(-30)), "https://github.com/o/r/actions/runs/1");
  expect(text).toMatch(/✅ 2026-11-01: the drill of dev succeeded[\s\S]*\| prepared \| 60 s, failed \|/);
  expect(text).toMatch(/Until the switch: \*\*35 min\*\*\n- Without writes: \*\*5 min\*\*/);
  const half = drillText(readDrill("dev", history.slice(5), at(-30)));
  expect(half).toMatch(/❌ 2026-11-01[\s\S]*restore dev --back/);
  expect(half).not.toContain("Until the switch");
});

test("a drill that did not begin is reported as such, and not by the times of an earlier one", () => {
  const found = readDrill("dev", history, at(60));
  expect(found).toEqual({ stack: "dev", updates: [], complete: false });
  expect(drillText(found)).toContain("did not begin");
});
