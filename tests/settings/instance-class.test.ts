import { isAtLeastAsLarge } from "../../settings/instance-class";
import { problems, settings } from "./changed";

test.each([
  ["db.m8g.large", "db.t4g.medium"],
  ["db.t4g.large", "db.t4g.medium"],
  ["db.t4g.micro", "db.t4g.micro"],
  ["db.m8g.xlarge", "db.m8g.large"],
  ["db.m8g.16xlarge", "db.m8g.8xlarge"],
  ["db.r8g.large", "db.m8g.large"],
  ["db.x2g.large", "db.r8g.large"],
])("%s is at least as large as %s, and not the other way round", (larger, smaller) => {
  expect(isAtLeastAsLarge(larger, smaller)).toBe(true);
  expect(isAtLeastAsLarge(smaller, larger)).toBe(larger === smaller);
});

test("a class with more memory and less vCPU is neither larger nor smaller", () => {
  expect(isAtLeastAsLarge("db.r8g.4xlarge", "db.c6gd.8xlarge")).toBe(false);
  expect(isAtLeastAsLarge("db.c6gd.8xlarge", "db.r8g.4xlarge")).toBe(false);
});

test("the size of a family that is not listed is not known", () => {
  expect(isAtLeastAsLarge("db.q1.large", "db.m8g.large")).toBeUndefined();
});

test("replicas default to the primary's class, and may be larger but not smaller", () => {
  const replica = (databaseReplicaInstanceClass: string) => ({
    databaseInstanceClass: "db.m8g.large",
    databaseReplicaInstanceClass,
  });
  expect(settings(replica("")).database.replicaInstanceClass).toBe("db.m8g.large");
  expect(settings(replica("db.m8g.xlarge")).database.replicaInstanceClass).toBe("db.m8g.xlarge");
  expect(problems(replica("db.t4g.medium"))).toEqual([
    'groundwork:databaseReplicaInstanceClass: "" (same as the primary), or a class with at least the memory and vCPU of db.m8g.large: PostgreSQL pauses the replication to a smaller replica',
  ]);
});
