/** Versions, classes and zones that AWS does not offer: what the plan says of them, in each region and at later dates. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { judgeClass } from "@groundwork/rehearse/cloud/aws/offers/classes";
import { databaseRegions, offersOf, regionsWith } from "@groundwork/rehearse/cloud/aws/offers/data";
import { evaluated } from "../evaluated";
import { inRegion } from "./regions";

jest.setTimeout(300_000);

const now = "2026-11-26";

/** What a change of dev's settings leads to: the refusal, or the warnings. */
async function outcome(stack: string, changes: Readonly<Record<string, unknown>>, today = now) {
  try {
    return (await evaluated(stack, { changes, cloud: newCloud({ today }) })).warnings.join("\n");
  } catch (error) {
    return String(error);
  }
}

test.each([
  [{ databaseEngineVersion: "18.99" }, /engineVersion 18\.99 does not exist: RDS offers PostgreSQL 18\.1/],
  [
    { databaseInstanceClass: "db.z9x.large" },
    /instanceClass db\.z9x\.large does not exist; us-east-1 has db\./,
  ],
  [{ clusterVersion: "1.99" }, /version 1\.99 does not exist; EKS offers 1\.\d\d/],
  [{ clusterVersion: "1.29" }, /version 1\.29: EKS ended its support on 2026-03-23; EKS offers 1\.\d\d/],
  [
    { availabilityZones: ["us-east-1a", "us-east-1z"] },
    /zone us-east-1z does not exist: us-east-1 has us-east-1a/,
  ],
])("the plan refuses %j", async (changes, message) => {
  expect(await outcome("dev", changes)).toMatch(message);
});

test.each(["dev", "prod"])("the plan of %s has no warning at its date", async (stack) => {
  expect(await outcome(stack, {})).toBe("");
});

test("the plan warns of a version whose support ends", async () => {
  expect(await outcome("dev", { clusterVersion: "1.34" })).toMatch(
    /version 1\.34: standard support ends on 2026-12-02; extended support, which costs more, on 2027-12-02/,
  );
});

const classOfProd = "db.m8g.large";
const withoutIt = databaseRegions().filter((region) => !regionsWith(classOfProd).includes(region));

/** prod in another region, without the runner, whose connection belongs to one region. */
const prodIn = (region: string) => ({
  ...inRegion(region),
  pipelineRunnerRepository: "",
  pipelineRunnerConnectionArn: "",
});

test("thirteen of the regions in which RDS has PostgreSQL lack the class of prod", () => {
  expect(withoutIt).toHaveLength(13);
  expect(databaseRegions().length).toBeGreaterThan(35);
});

test.each(withoutIt)("the class of prod is refused in %s, with classes that are offered there", (region) => {
  const message = judgeClass(classOfProd, { region, version: "18.6", today: now }).problems.join();
  expect(message).toContain(`instanceClass ${classOfProd} is not offered in ${region}, but in `);
  const [, names = ""] = new RegExp(`${region} has (.*?) \\(cfn-lint`).exec(message) ?? [];
  for (const name of names.split(/, | and /)) expect(offersOf(region)?.databaseClasses).toContain(name);
});

test.each(["ap-east-2", "us-gov-west-1"])("the plan refuses prod in %s", async (region) => {
  expect(await outcome("prod", prodIn(region))).toContain(
    `instanceClass ${classOfProd} is not offered in ${region}, but in `,
  );
});

test("prod is accepted with a class that the refusal names", async () => {
  expect(await outcome("prod", { ...prodIn("ap-east-2"), databaseInstanceClass: "db.m7g.large" })).toBe("");
});

test("two years on, dev is refused for what has ended, and accepted with what AWS may offer by then", async () => {
  const today = "2028-11-26";
  expect(await outcome("dev", {}, today)).toMatch(
    /version 1\.36: EKS ended its support on 2028-08-31; EKS offers later versions than 1\.36/,
  );
  const later = { clusterVersion: "1.40", databaseEngineVersion: "18.12" };
  const warnings = await outcome("dev", later, today);
  expect(warnings).toMatch(/version 1\.40 is newer than AWS's calendar/);
  expect(warnings).toMatch(/engineVersion 18\.12 is newer than the data/);
  expect(warnings).not.toMatch(/does not exist|ended/);
});

test("the other tests do not depend on the clock: a plan two years on is the same while the date is given", async () => {
  jest.useFakeTimers({
    now: new Date("2028-11-26T00:00:00Z"),
    doNotFake: [
      "nextTick",
      "setImmediate",
      "setTimeout",
      "setInterval",
      "queueMicrotask",
      "clearTimeout",
      "clearInterval",
      "clearImmediate",
    ],
  });
  try {
    expect(new Date().getUTCFullYear()).toBe(2028);
    expect((await evaluated("dev")).warnings).toEqual([]);
  } finally {
    jest.useRealTimers();
  }
});
