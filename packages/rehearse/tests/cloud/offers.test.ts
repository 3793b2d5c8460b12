import { newCloud } from "@groundwork/rehearse/cloud";
import { judgeClass, replacementOf } from "@groundwork/rehearse/cloud/aws/offers/classes";
import { offersDate, offersOf, regionsWithZones } from "@groundwork/rehearse/cloud/aws/offers/data";
import {
  type Judgement,
  judgeKubernetes,
  judgePostgres,
  judgeRuntime,
  judgeZone,
} from "@groundwork/rehearse/cloud/aws/offers/judge";
import { today } from "@groundwork/rehearse/cloud/today";

const now = "2026-11-26";
const twoYearsOn = "2028-11-26";

const summary = ({ problems, warnings }: Judgement) =>
  problems.length > 0 ? "refused" : warnings.length > 0 ? "warned of" : "accepted";
const region = "us-east-1";
const m8g = (where: string) => ({ region: where, version: "18.6", today: now });

test.each([
  ["Kubernetes 1.36", "accepted", judgeKubernetes("1.36", now)],
  ["Kubernetes 1.34, a week before its extended support", "warned of", judgeKubernetes("1.34", now)],
  ["Kubernetes 1.33, in extended support", "warned of", judgeKubernetes("1.33", now)],
  ["Kubernetes 1.31, on its last day", "warned of", judgeKubernetes("1.31", now)],
  ["Kubernetes 1.31, on the day after", "refused", judgeKubernetes("1.31", "2026-11-27")],
  ["Kubernetes 1.29, which has ended", "refused", judgeKubernetes("1.29", now)],
  ["Kubernetes 1.21", "refused", judgeKubernetes("1.21", now)],
  ["Kubernetes 1.37, which may appear", "warned of", judgeKubernetes("1.37", now)],
  ["Kubernetes 1.39", "refused", judgeKubernetes("1.39", now)],
  ["Kubernetes 1.39 two years on", "warned of", judgeKubernetes("1.39", twoYearsOn)],
  ["Kubernetes 1.99", "refused", judgeKubernetes("1.99", now)],
  ["Kubernetes 1.99 two years on", "refused", judgeKubernetes("1.99", twoYearsOn)],
  ["Kubernetes 1.36 two years on", "refused", judgeKubernetes("1.36", twoYearsOn)],
  ["PostgreSQL 18.6", "accepted", judgePostgres("18.6", now)],
  ["PostgreSQL 18 without a minor version", "accepted", judgePostgres("18", now)],
  ["PostgreSQL 18.5, which RDS left out", "refused", judgePostgres("18.5", now)],
  ["PostgreSQL 18.7, which may appear", "warned of", judgePostgres("18.7", now)],
  ["PostgreSQL 18.99", "refused", judgePostgres("18.99", now)],
  ["PostgreSQL 18.99 two years on", "refused", judgePostgres("18.99", twoYearsOn)],
  ["PostgreSQL 17.2, which is deprecated", "refused", judgePostgres("17.2", now)],
  ["PostgreSQL 14.24, whose standard support ends", "warned of", judgePostgres("14.24", now)],
  ["PostgreSQL 12.22, in extended support", "warned of", judgePostgres("12.22", now)],
  ["PostgreSQL 19.1, which may appear", "warned of", judgePostgres("19.1", now)],
  ["PostgreSQL 19.99", "refused", judgePostgres("19.99", now)],
  ["PostgreSQL 21.1", "refused", judgePostgres("21.1", now)],
  ["PostgreSQL 21.1 two years on", "warned of", judgePostgres("21.1", twoYearsOn)],
  ["PostgreSQL 8.4", "refused", judgePostgres("8.4", now)],
  ["the text latest as a version", "refused", judgePostgres("latest", now)],
  ["db.m8g.large in us-east-1", "accepted", judgeClass("db.m8g.large", m8g(region))],
  ["db.m8g.large in ap-east-2", "refused", judgeClass("db.m8g.large", m8g("ap-east-2"))],
  [
    "db.m8g.large in ap-east-2 two years on",
    "warned of",
    judgeClass("db.m8g.large", { ...m8g("ap-east-2"), today: twoYearsOn }),
  ],
  ["a class in a region that the data lacks", "accepted", judgeClass("db.m8g.large", m8g("us-iso-east-1"))],
  ["db.z9x.large", "refused", judgeClass("db.z9x.large", m8g(region))],
  ["db.z9x.large two years on", "refused", judgeClass("db.z9x.large", { ...m8g(region), today: twoYearsOn })],
  ["db.m8g.7xlarge, a size that no class has", "refused", judgeClass("db.m8g.7xlarge", m8g(region))],
  ["db.m10g.large, a next generation", "warned of", judgeClass("db.m10g.large", m8g(region))],
  ["db.m99g.large", "refused", judgeClass("db.m99g.large", m8g(region))],
  ["db.m4.large, too old for the version", "refused", judgeClass("db.m4.large", m8g(region))],
  ["db.m4.large without a version", "accepted", judgeClass("db.m4.large", { region, today: now })],
  ["us-east-1f", "accepted", judgeZone("us-east-1f", region)],
  ["us-east-1g, which may appear", "warned of", judgeZone("us-east-1g", region)],
  ["us-east-1z", "refused", judgeZone("us-east-1z", region)],
  ["us-west-1b, which some accounts see", "accepted", judgeZone("us-west-1b", "us-west-1")],
  ["a Local Zone", "accepted", judgeZone("us-east-1-bos-1a", region)],
  ["nodejs24.x", "accepted", judgeRuntime("nodejs24.x", now)],
  ["nodejs20.x, which is deprecated", "warned of", judgeRuntime("nodejs20.x", now)],
  ["python3.7", "refused", judgeRuntime("python3.7", now)],
  ["nodejs24.x two years on", "refused", judgeRuntime("nodejs24.x", twoYearsOn)],
])("%s is %s", (_what, expected, judgement) => {
  expect(summary(judgement)).toBe(expected);
});

test("a refusal names what is offered, and the source", () => {
  expect(judgeClass("db.m8g.large", m8g("ap-east-2")).problems.join()).toMatch(
    /not offered in ap-east-2, but in 25 other regions; ap-east-2 has db\.m7[gi]\.large, .* \(cfn-lint 1\.\S+ of 20/,
  );
  expect(judgePostgres("18.99", now).problems.join()).toContain("18.1, 18.2, 18.3, 18.4 and 18.6");
  expect(judgeKubernetes("1.99", now).problems.join()).toContain(
    "EKS offers 1.31, 1.32, 1.33, 1.34, 1.35 and 1.36 (AWS's calendar, read on ",
  );
  expect(judgeKubernetes("1.36", twoYearsOn).problems.join()).toContain(
    "EKS offers later versions than 1.36",
  );
  expect(judgeZone("us-east-1z", region).problems.join()).toContain("us-east-1e and us-east-1f");
});

test("a region has its zones and classes, and a region that does not exist has none", () => {
  expect(offersOf("eu-central-1")?.zones).toEqual(["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
  expect(offersOf("eu-central-1")?.databaseClasses).toContain("db.m8g.large");
  expect(offersOf("xx-nowhere-1")).toBeUndefined();
  expect(offersDate()).toMatch(/^20\d\d-\d\d-\d\d$/);
});

test("the date is the variable's, or the clock's; another text is refused", () => {
  expect(today({ GROUNDWORK_TODAY: "2030-01-31" })).toBe("2030-01-31");
  expect(today({})).toBe(new Date().toISOString().slice(0, 10));
  for (const GROUNDWORK_TODAY of ["tomorrow", "2030-02-30", "2030-1-1", "20300101"])
    expect(() => today({ GROUNDWORK_TODAY })).toThrow(
      `GROUNDWORK_TODAY is "${GROUNDWORK_TODAY}"; it must be a date such as 2026-11-26`,
    );
});

test("an instance keeps a version and a class that RDS no longer creates", async () => {
  const type = "aws:rds/instance:Instance";
  const cloud = newCloud({ today: now });
  const inputs = {
    engine: "postgres",
    engineVersion: "18.6",
    instanceClass: "db.m8g.large",
    allocatedStorage: 20,
    username: "app",
    password: "a-long-password",
  };
  const { id } = await cloud.create(type, "database", inputs);
  expect(cloud.warnings()).toEqual([]);
  cloud.tamper(type, id, { engineVersion: "17.2", instanceClass: "db.m4.large" });
  const old = { ...inputs, engineVersion: "17.2", instanceClass: "db.m4.large" };
  await cloud.update(type, id, { ...old, allocatedStorage: 30 });
  await expect(cloud.update(type, id, { ...old, instanceClass: "db.z9x.large" })).rejects.toThrow(
    "instanceClass db.z9x.large does not exist",
  );
  await expect(cloud.create(type, "other", { ...inputs, instanceClass: "db.m4.large" })).rejects.toThrow(
    "instanceClass db.m4.large does not run PostgreSQL 18.6; us-east-1 has db.m9g.large",
  );
  await expect(cloud.create(type, "other", old)).rejects.toThrow(
    "engineVersion 17.2 is deprecated: RDS creates no instance of it",
  );
});

test("a cluster keeps a version whose support has ended, with a warning of what ends before that", async () => {
  const cloud = newCloud({ today: "2027-08-01" });
  const vpc = await cloud.create("aws:ec2/vpc:Vpc", "net", { cidrBlock: "10.0.0.0/16" });
  const subnet = (zone: string, cidrBlock: string) =>
    cloud.create("aws:ec2/subnet:Subnet", zone, { vpcId: vpc.id, availabilityZone: zone, cidrBlock });
  const subnets = [await subnet("us-east-1a", "10.0.0.0/24"), await subnet("us-east-1b", "10.0.1.0/24")];
  const role = await cloud.create("aws:iam/role:Role", "eks", {
    name: "eks",
    assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
  });
  const inputs = (version: string) => ({
    name: "eks",
    version,
    roleArn: role.outputs.arn,
    vpcConfig: { subnetIds: subnets.map(({ id }) => id), endpointPrivateAccess: true },
  });
  const type = "aws:eks/cluster:Cluster";
  await expect(cloud.create(type, "eks", inputs("1.33"))).rejects.toThrow(
    "version 1.33: EKS ended its support on 2027-07-29",
  );
  const { id } = await cloud.create(type, "eks", inputs("1.35"));
  expect(cloud.warnings()).toEqual([
    expect.stringMatching(/"eks": version 1\.35 has extended support since 2027-03-27, which costs more/),
  ]);
  cloud.tamper(type, id, { version: "1.33" });
  await cloud.update(type, id, { ...inputs("1.33"), tags: { a: "b" } });
  await expect(cloud.update(type, id, inputs("1.99"))).rejects.toThrow("version 1.99 does not exist");
});

describe("the class to use where a region does not offer one", () => {
  const version = "18.6";
  test.each([
    ["db.m8g.large", "ap-east-2", "db.m7g.large"],
    ["db.m8g.large", "us-gov-west-1", "db.m6g.large"],
    // db.m8gd.large has local disks, which cost more.
    ["db.m8g.large", "ca-central-1", "db.m7g.large"],
    ["db.m8g.24xlarge", "ap-east-2", "db.m7i.24xlarge"],
    ["db.t4g.medium", "ca-west-1", "db.t3.medium"],
  ])("%s in %s: %s", (name, where, instead) => {
    expect(replacementOf(name, where, version)).toBe(instead);
    expect(judgeClass(instead, { region: where, version, today: now }).problems).toEqual([]);
  });

  test.each([
    ["an offered class", "db.m8g.large", "us-east-1"],
    ["a class of a series that does not exist", "db.q1.large", "us-east-1"],
    ["a size that no class has", "db.m8g.7xlarge", "us-east-1"],
    ["no class at all", "large", "us-east-1"],
    ["a region that the data lacks", "db.m8g.large", "us-iso-east-1"],
  ])("%s: none", (_, name, where) => expect(replacementOf(name, where, version)).toBeUndefined());

  test("every region with data has one for the classes of the shipped stacks", () => {
    for (const where of regionsWithZones())
      for (const name of ["db.m8g.large", "db.t4g.medium"]) {
        const offered = offersOf(where)?.databaseClasses ?? [];
        const used = offered.includes(name) ? name : replacementOf(name, where, version);
        expect([where, name, offered.length === 0 || used !== undefined]).toEqual([where, name, true]);
      }
  });
});
