import { reportTo } from "../../engine/progress";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** The output of a step of 31 seconds. */
async function written(terminal: { isTTY: boolean; columns?: number }, failure?: Error) {
  const pieces: string[] = [];
  const stream = { ...terminal, write: (text: string) => pieces.push(text) };
  const work = () =>
    new Promise<void>((resolve, reject) => setTimeout(() => (failure ? reject(failure) : resolve()), 31_000));
  const step = reportTo(stream).during("Building", work);
  const outcome = failure ? expect(step).rejects.toBe(failure) : step;
  await jest.advanceTimersByTimeAsync(31_000);
  await outcome;
  expect(jest.getTimerCount()).toBe(0);
  return pieces.join("");
}

test("a log gets a line every 15 seconds, with the elapsed time", async () => {
  expect((await written({ isTTY: false })).split("\n")).toEqual([
    "Building …",
    "Building: still running after 0:15",
    "Building: still running after 0:30",
    "Building: done after 0:31",
    "",
  ]);
});

test("a terminal gets one line that is updated, and replaced at the end", async () => {
  const output = await written({ isTTY: true, columns: 80 });
  expect(output.split("\n")).toHaveLength(2);
  expect(output).toContain("\r\u001b[KBuilding … 0:17");
  expect(output.endsWith("\r\u001b[KBuilding: done after 0:31\n")).toBe(true);
});

test("on a narrow terminal the line is shortened, because a wrapped line cannot be redrawn", async () => {
  const output = await written({ isTTY: true, columns: 10 });
  const redrawn = output.split("\r\u001b[K").slice(1, -1);
  expect(redrawn.length).toBeGreaterThan(10);
  for (const line of redrawn) expect(line.length).toBeLessThan(10);
});

test("a failed step is not reported as done", async () => {
  expect(await written({ isTTY: false }, new Error("cut off"))).toMatch(/Building: failed after 0:31\n$/);
});
