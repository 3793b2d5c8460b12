/** Runs a case of adoption: adopts a copy, tests it, and rehearses its environments. */
import { Adopter, type Result, table } from "./adopter";
import type { cases } from "./cases";

/**
 * Defines the tests of cases, and prints the table of their results.
 *
 * @param files the test files of the platform to run in each copy. Empty: all of the project `platform`, and in the first copy also
 *   those of the gallery, which depend on no setting: everything that `npm test` runs
 * @param stacks the environments to rehearse
 */
export function testCases(
  chosen: typeof cases,
  files: readonly string[],
  stacks: (environments: readonly string[]) => readonly string[],
): void {
  const results: Result[] = [];
  afterAll(() => process.stdout.write(`\n${table(results)}\n`));

  describe.each(chosen)("$name", (adopted) => {
    let started = 0;
    let copy: Adopter;
    let result: Result;
    beforeAll(() => {
      started = Date.now();
      copy = new Adopter(adopted);
      result = copy.adopt();
      results.push(result);
    }, 300_000);
    afterAll(() => {
      result.seconds = (Date.now() - started) / 1000;
      copy?.remove();
    });

    test("adopt changes at most six files besides the stack files, and finds nothing to do afterwards", () => {
      expect(result.environments).toBe(adopted.environments.length);
      expect(result.otherFiles.length).toBeLessThanOrEqual(6);
      expect(copy.groundwork("adopt", "--check")).toBe("Nothing must be done.\n");
      expect(copy.groundwork("adopt", "--yes", ...adopted.options)).toMatch(/^Nothing to change:/);
    }, 300_000);

    test("the platform's tests pass, and every environment is rehearsed without a failure", () => {
      const gallery = files.length === 0 && adopted === chosen[0] ? ["gallery"] : [];
      const { files: ran, failed } = copy.runTests(files, ["platform", ...gallery]);
      expect(failed).toEqual([]);
      expect(ran).toBeGreaterThanOrEqual(Math.max(files.length, 1));
      for (const stack of stacks(adopted.environments))
        expect(copy.rehearse(stack)).toMatch(/\nPassed: "\S+" was created, stayed unchanged and was removed/);
      result.result = "passed";
    }, 7_200_000);
  });
}
