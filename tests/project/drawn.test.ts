import { drawn, restores } from "../drawn";

const cases = [..."abcdefgh"];
const { GITHUB_SHA, CASES } = process.env;
afterEach(() => {
  Object.assign(process.env, { GITHUB_SHA, CASES });
  if (GITHUB_SHA === undefined) Reflect.deleteProperty(process.env, "GITHUB_SHA");
  if (CASES === undefined) Reflect.deleteProperty(process.env, "CASES");
});
beforeEach(() => Reflect.deleteProperty(process.env, "CASES"));

test("a commit draws the same cases each time, in their order, and a hundred commits draw every case", () => {
  const seen = new Set<string>();
  for (let at = 0; at < 100; at++) {
    process.env.GITHUB_SHA = `commit ${at}`;
    const some = drawn(cases, 3);
    expect(some).toHaveLength(3);
    expect(some).toEqual([...some].sort());
    expect(drawn(cases, 3)).toEqual(some);
    for (const one of some) seen.add(one);
  }
  expect([...seen].sort()).toEqual(cases);
});

test("which file a commit draws does not decide which cases it draws in that file", () => {
  const seen = new Set<string>();
  for (let at = 0; at < 200; at++) {
    process.env.GITHUB_SHA = `commit ${at}`;
    seen.add([...drawn(restores, 1, "files"), ...drawn(["one", "other"], 1)].join());
  }
  expect(seen.size).toBe(restores.length * 2);
});

test("all cases run every night, and by hand; fewer cases than asked for are all drawn", () => {
  process.env.GITHUB_SHA = "a commit";
  expect(drawn(cases, 99)).toEqual(cases);
  process.env.CASES = "all";
  expect(drawn(cases, 1)).toEqual(cases);
  Reflect.deleteProperty(process.env, "CASES");
  Reflect.deleteProperty(process.env, "GITHUB_SHA");
  expect(drawn(cases, 1)).toEqual(cases);
});

test("another value of CASES is refused", () => {
  process.env.CASES = "some";
  expect(() => drawn(cases, 1)).toThrow("CASES is some; it must be all, or not set");
});
