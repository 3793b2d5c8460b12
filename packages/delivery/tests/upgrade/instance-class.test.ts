import { classSteps } from "../../upgrade/instance-class";

const small = "db.m8g.large";
const large = "db.m8g.xlarge";
const memory: Readonly<Record<string, number>> = { [small]: 8, [large]: 16 };
const isAtLeastAsLarge = (one: string, other: string) => {
  const [a, b] = [memory[one], memory[other]];
  return a === undefined || b === undefined ? undefined : a >= b;
};
const steps = (target: string, primary: string | undefined, ...replicas: string[]) =>
  classSteps(
    { kubernetes: undefined, primary: undefined, replicas: [], classes: { primary, replicas } },
    target,
    isAtLeastAsLarge,
  );
/** The classes of primary and replicas in each step; undefined: the replicas have the primary's. */
const classes = (all: ReturnType<typeof steps>) =>
  all.map(({ settings }) => [settings.databaseInstanceClass, settings.databaseReplicaInstanceClass]);

test("a larger class goes to the replicas first", () => {
  expect(classes(steps(large, small, small, small))).toEqual([
    [small, large],
    [large, undefined],
  ]);
});

test("a smaller class goes to the primary first", () => {
  expect(classes(steps(small, large, large))).toEqual([
    [small, large],
    [small, undefined],
  ]);
});

test("an interrupted change continues where it stopped", () => {
  expect(steps(large, small, large, small).map(({ what }) => what)).toEqual([
    `1 of 2 replicas to ${large}; the primary stays at ${small}`,
    `primary to ${large}`,
  ]);
  expect(classes(steps(large, small, large, large))).toEqual([[large, undefined]]);
  expect(classes(steps(small, small, large))).toEqual([[small, undefined]]);
});

test("without replicas, and at the end, one step is left", () => {
  expect(classes(steps(large, small))).toEqual([[large, undefined]]);
  expect(classes(steps(large, large, large))).toEqual([[large, undefined]]);
});

test.each([
  ["large", /large is no instance class; allowed is db\.FAMILY\.SIZE/],
  ["db.q1.large", /It is not known which of db\.m8g\.large and db\.q1\.large is larger/],
])("%s is rejected with the reason", (target, reason) => {
  expect(() => steps(target, small, small)).toThrow(reason);
});

test("a class with more memory and less vCPU is rejected, because neither order is right", () => {
  const actual = { kubernetes: undefined, primary: undefined, replicas: [] };
  const classesOf = { primary: small, replicas: [small] };
  expect(() => classSteps({ ...actual, classes: classesOf }, large, () => false)).toThrow(
    "has more memory, the other more vCPU",
  );
});

test("for a stack without a database, the error says how to create one", () => {
  expect(() => steps(large, undefined)).toThrow("has no database");
});
