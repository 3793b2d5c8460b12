import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryCheckout } from "./temporary-checkout";

const copy = new TemporaryCheckout();
afterAll(() => copy.remove());

test("rehearse reports all problems of the settings as plan does, before it looks for an engine", () => {
  const file = join(copy.folder, "Pulumi.dev.yaml");
  const good = readFileSync(file, "utf8");
  const bad = good
    .replace(/(:databaseReplicas:).*/, "$1 many")
    .replace(/(:databaseMultiAz:).*/, "$1 perhaps")
    .replace(/(:natGateways:).*/, "$1 each");
  writeFileSync(file, `${bad}\n  groundwork:noSuchSetting: 1\n`);
  const [plan, rehearse] = [copy.run("plan"), copy.run("rehearse")];
  expect(plan.output).toContain("Pulumi.dev.yaml has 4 problems");
  for (const key of ["databaseReplicas", "databaseMultiAz", "natGateways", "noSuchSetting"])
    expect(rehearse.output).toContain(key);
  expect(rehearse.output).toContain(plan.output.trim());
  expect(rehearse.output).not.toContain("Engine: ");
  expect([plan.status, rehearse.status]).toEqual([1, 1]);
}, 120_000);
