import { AdoptedCopy } from "./adopted-copy";

let copy: AdoptedCopy;
beforeAll(() => {
  copy = new AdoptedCopy();
});
afterAll(() => copy?.remove());

test("all of the platform's tests pass after an adopter has changed all names, accounts and addresses, and has added a service", () => {
  const { files, failed } = copy.runTests();
  expect(failed).toEqual([]);
  expect(files).toBeGreaterThan(100);
}, 7_200_000);
