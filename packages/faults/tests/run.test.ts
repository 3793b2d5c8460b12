/** The faults of a run, their names, and its summary. */
import type { Base } from "../base";
import { allKinds, fullRun, leastJobs, onlyRun, sampleRun, targetsOf } from "../jobs";
import { type Fault, type Kind, nameOfFault, readFault } from "../kinds";
import { type FaultResult, formatTally, missingKinds, possibleKinds, totals } from "../tally";

const moment = { cloud: { resources: [], created: new Map() }, state: "", settings: "" };
const urns = (count: number) =>
  Array.from({ length: count }, (_, at) => `urn:pulumi:dev::groundwork::a:b/c:C::r${at}`);
const base: Base = {
  empty: moment,
  up: moment,
  unguarded: moment,
  asked: moment,
  created: urns(40),
  updated: urns(7),
  replaced: urns(3),
  change: [],
};
const targets = targetsOf(base, { deleted: urns(20), changed: urns(9) }, ["1", "2", "3"]);
const namesIn = (jobs: ReturnType<typeof fullRun>) =>
  jobs.flatMap((job) => ("sequence" in job ? [`sequence ${job.sequence}`] : job.faults.map(nameOfFault)));

describe("a sample", () => {
  test("begins with one fault of every kind", () => {
    const first = sampleRun("dev", targets, "a", allKinds).slice(0, allKinds.length);
    expect(first.map((job) => ("faults" in job ? job.faults[0]?.kind : undefined))).toEqual(allKinds);
  });

  test.each([1, 2, 3, 5, 20])("of %d stacks covers every kind before the time limit applies", (stacks) => {
    const least = leastJobs(allKinds.length, stacks);
    const jobs = Array.from({ length: stacks }, (_, at) =>
      sampleRun("dev", targets, "a", allKinds, at / stacks).slice(0, least),
    ).flat();
    const kinds = jobs.flatMap((job) => ("faults" in job ? job.faults.map(({ kind }) => kind) : []));
    expect([...new Set(kinds)].sort()).toEqual([...allKinds].sort());
  });

  test("is the same for the same seed, and differs between seeds", () => {
    const of = (seed: string) => namesIn(sampleRun("dev", targets, seed, allKinds));
    expect(of("a")).toEqual(of("a"));
    expect(of("a")).not.toEqual(of("b"));
  });

  test("contains every fault exactly once if there is enough time", () => {
    const names = namesIn(sampleRun("dev", targets, "a", ["create", "deleted"]));
    expect(new Set(names).size).toBe(60);
    expect(names).toHaveLength(60);
  });
});

test("a full run covers every creation, update and deletion, and kills the engine 50 times in two stacks", () => {
  const names = namesIn(fullRun("dev", targets, "a", allKinds));
  for (const kind of ["create", "lost", "update", "delete"]) expect(names).toContain(`sequence ${kind}`);
  expect(names.filter((name) => name.startsWith("kill:"))).toHaveLength(25);
  expect(names.filter((name) => name.startsWith("deleted:"))).toHaveLength(20);
});

test("faults that were injected together are repeated together, others one by one", () => {
  const fault = (kind: Kind, target: string): Fault => ({ kind, stack: "dev", target });
  const [a, b, c, d] = [fault("deleted", "a"), fault("kill", "1"), fault("deleted", "b"), fault("kill", "2")];
  expect(onlyRun([a, b, c, d])).toEqual([{ faults: [b] }, { faults: [d] }, { faults: [a, c] }]);
});

describe("the name of a fault", () => {
  test.each(["create:urn:pulumi:dev::groundwork::a$aws:rds/instance:Instance::db", "kill:prod#7"])(
    "%s can be parsed",
    (name) => expect(nameOfFault(readFault(name))).toBe(name),
  );

  test.each(["", "create", "explode:dev#1", "kill:dev", "create:db"])(
    '"%s" is rejected with the allowed values',
    (name) =>
      expect(() => readFault(name)).toThrow(
        /it must be KIND:URN or KIND:STACK#NUMBER, with KIND one of create/,
      ),
  );
});

describe("the summary of a run", () => {
  const fine: FaultResult = {
    about: "result",
    kind: "kill",
    names: ["kill:dev#1"],
    count: 1,
    problems: [],
    seconds: 2,
  };
  const bad: FaultResult = {
    ...fine,
    kind: "deleted",
    names: ["deleted:x", "deleted:y"],
    count: 2,
    problems: ["z is not in the state"],
  };

  test("counts injected faults and recoveries, in total and by kind", () => {
    expect(totals([fine, bad])).toEqual({ injected: 3, survived: 1, seconds: 4 });
    const lines = formatTally([fine, bad], (names) => `again ${names}`).join("\n");
    expect(lines).toMatch(/kill +1 +1 +2 /);
    expect(lines).toMatch(/deleted +2 +0 +2 /);
    expect(lines).toMatch(/all +3 +1 +4/);
  });

  test("names each fault without recovery, what it left behind, and how to repeat it", () => {
    const lines = formatTally([fine, bad], (names) => `run ${names.join(" ")}`).join("\n");
    expect(lines).toMatch(
      /NOT SURVIVED: deleted:x, deleted:y\n {4}z is not in the state\n {4}again: run deleted:x deleted:y$/m,
    );
    expect(lines).not.toContain("run kill:dev#1");
  });

  test("reports kinds that had no fault, so that they do not count as passed", () => {
    expect(missingKinds([fine], ["kill", "late"])).toEqual(["late"]);
  });

  test("requires faults of a release only if a stack has one", () => {
    expect(possibleKinds(["kill", "release"], [{ kill: 25, release: 0 }])).toEqual(["kill"]);
    expect(possibleKinds(["kill", "release"], [{ kill: 0, release: 0 }, { release: 4 }])).toEqual([
      "kill",
      "release",
    ]);
  });
});
