import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryCheckout } from "./temporary-checkout";

const copy = new TemporaryCheckout();
afterAll(() => copy.remove());

test("rehearse reports all problems of the settings as plan does, before it looks for an engine", () => {
  appendFileSync(
    join(copy.folder, "Pulumi.dev.yaml"),
    "  groundwork:noSuchSetting: 1\n  groundwork:anotherUnknown: 2\n",
  );
  const [plan, rehearse] = [copy.run("plan"), copy.run("rehearse")];
  expect(plan.output).toContain("Pulumi.dev.yaml has 2 problems");
  for (const key of ["noSuchSetting", "anotherUnknown"]) expect(rehearse.output).toContain(key);
  expect(rehearse.output).toContain(plan.output.trim());
  expect(rehearse.output).not.toContain("engine here");
  expect([plan.status, rehearse.status]).toEqual([1, 1]);
}, 120_000);
