import { setTimeout as sleep } from "node:timers/promises";
import { idsOf, inLanes, positiveNumber, startStopwatch } from "./run";

test("an option with ids collects those that exist, and names them all for another one", () => {
  const parse = idsOf([{ id: "drain" }, { id: "spot" }]);
  expect(parse("spot", parse("drain"))).toEqual(["drain", "spot"]);
  expect(() => parse("dran")).toThrow("It must be one of drain, spot.");
});

test.each(["0", "-1", "1.5", "", "many"])("%p is not a number of lanes", (text) => {
  expect(() => positiveNumber(text)).toThrow("It must be a whole number from 1.");
});

test("lanes begin items in their order, and at most so many at the same time", async () => {
  const began: number[] = [];
  let [now, most] = [0, 0];
  await inLanes([1, 2, 3, 4, 5], 2, async (item) => {
    began.push(item);
    most = Math.max(most, ++now);
    await sleep(5);
    now--;
  });
  expect(began).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test("after an error, no further item begins, and those that had begun end first", async () => {
  const ended: number[] = [];
  const work = inLanes([1, 2, 3], 2, async (item) => {
    if (item === 1) throw new Error("the cluster has ended");
    await sleep(20);
    ended.push(item);
  });
  await expect(work).rejects.toThrow("the cluster has ended");
  expect(ended).toEqual([2]);
});

test("lines begin with the seconds since the beginning", () => {
  const lines: string[] = [];
  startStopwatch(1, (line) => lines.push(line)).progress("begins");
  expect(lines).toEqual([expect.stringMatching(/^ {3}0\.\d s {2}begins$/)]);
});
