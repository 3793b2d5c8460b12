import { createServer } from "node:http";
import { Load, type LoadResult } from "./load";
import { formatTable, hasPassed, type Outcome } from "./report";

const load = (requests: number, failures: Record<string, number> = {}): LoadResult => ({
  requests,
  failed: Object.values(failures).reduce((sum, count) => sum + count, 0),
  failures: new Map(Object.entries(failures)),
  seconds: 300,
});

const outcome = (changes: Partial<Outcome>): Outcome => ({
  scenario: { name: "drain" },
  load: load(20_000),
  bar: { least: 0, most: 0 },
  changeSeconds: 61.4,
  ...changes,
});

test.each([
  ["no failure of enough requests passes", {}, true],
  ["one lost request fails", { load: load(20_000, { "status 503": 1 }) }, false],
  ["too few requests fail", { load: load(19_999) }, false],
  [
    "failures up to the bound pass",
    { load: load(20_000, { "status 503": 9 }), bar: { least: 1, most: 9 } },
    true,
  ],
  [
    "failures above the bound fail",
    { load: load(20_000, { "status 503": 10 }), bar: { least: 1, most: 9 } },
    false,
  ],
  ["a comparison that loses nothing fails", { bar: { least: 1, most: Number.POSITIVE_INFINITY } }, false],
  ["a scenario that did not end fails", { error: "not within 60 s" }, false],
])("%s", (_title, changes: Partial<Outcome>, passed) => {
  expect(hasPassed(outcome(changes), 20_000)).toBe(passed);
});

test("the table has a line for each scenario, and the kinds of failures below it", () => {
  const lost = outcome({
    scenario: { name: "pod killed" },
    load: load(20_000, { "status 503": 12 }),
    error: "late",
  });
  expect(formatTable([outcome({}), lost], 20_000)).toEqual([
    "        scenario    requests  failed  allowed  seconds",
    "ok      drain          20000       0        0       61",
    "FAILED  pod killed     20000      12        0       61",
    "        12 × status 503",
    "        late",
  ]);
});

test("the load counts every response without status 200 and every broken connection, by kind", async () => {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    expect(request.headers["x-forwarded-for"]).toMatch(/^203\.0\.113\.\d+$/);
    if (count % 10 === 1) response.writeHead(503).end("no healthy upstream");
    else if (count % 10 === 2) request.socket.destroy();
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const generator = new Load(
    `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    "shop",
    400,
  );
  const result = await generator.finish(100);
  server.closeAllConnections();
  server.close();
  expect(result.requests).toBe(count);
  expect(result.failures.get("status 503: no healthy upstream")).toBe(Math.ceil(count / 10));
  expect(result.failures.get("ECONNRESET")).toBeGreaterThanOrEqual(Math.floor(count / 10));
  expect(result.failed).toBe([...result.failures.values()].reduce((sum, each) => sum + each, 0));
});
