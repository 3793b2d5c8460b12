import { drawRelease } from "./picture";
import type { Moment } from "./record";

/** 100 requests per second; the new version gets 5 % of them for 20 s, and fails every 20th. */
const moments: Moment[] = Array.from({ length: 31 }, (_, seconds) => {
  const next = 5 * Math.max(0, Math.min(seconds, 25) - 5);
  const weight = seconds >= 5 && seconds < 25 ? 5 : 0;
  return { seconds, weight, next, previous: 100 * seconds - next, failed: Math.floor(next / 20) };
});
const recorded = { title: "a version with <5 % errors>", ending: "aborted at 5 %", moments };

/** The largest y of a line is its smallest value. */
const linesOf = (svg: string) =>
  [...svg.matchAll(/points="([^"]+)"/g)].map(([, points = ""]) =>
    points.split(" ").map((point) => Number(point.split(",")[1])),
  );

test("a picture has the weight, the measured share and the failed requests, and says how the release ended", () => {
  const svg = drawRelease(recorded);
  expect(svg).toContain("a version with &lt;5 % errors&gt;");
  expect(svg).toContain("aborted at 5 % after 30 s: 5 of 3000 requests failed");
  const [weight = [], measured = [], failed = []] = linesOf(svg);
  // 5 % is the top of the upper axis, and both lines are at its bottom at the beginning and at the end.
  expect([weight[0], Math.min(...weight), weight.at(-1)]).toEqual([184, 64, 184]);
  expect([measured[0], Math.min(...measured), measured.at(-1)]).toEqual([184, 64, 184]);
  expect(failed[0]).toBe(364);
  expect(Math.min(...failed)).toBeLessThan(364);
});

test("a release of which nothing was recorded has no picture", () => {
  expect(() => drawRelease({ ...recorded, moments: moments.slice(0, 1) })).toThrow(
    "1 moments of the release were recorded; a picture needs at least 2",
  );
});
