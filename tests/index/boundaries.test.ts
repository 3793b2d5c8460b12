import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TemporaryCheckout } from "./temporary-checkout";

/** Imports that the check must reject: the importing file, the import, the rule, and the imported file. */
const refused: readonly (readonly [file: string, statement: string, rule: string, target: string])[] = [
  ["packages/rehearse/offence.ts", 'import "../../infra/cidr";', "rehearse-boundary", "infra/cidr.ts"],
  ["packages/state/offence.ts", 'import "../../settings";', "state-boundary", "settings/index.ts"],
  [
    "packages/delivery/offence.ts",
    'import "@groundwork/policy/rules";',
    "delivery-boundary",
    "policy/rules/index.ts",
  ],
  ["packages/faults/offence.ts", 'export * from "../../index";', "faults-boundary", "index.ts"],
  [
    "packages/cli/offence.ts",
    'export const load = () => import("../../account");',
    "cli-boundary",
    "account/index.ts",
  ],
  [
    "packages/testbed/offence.ts",
    'import type { Rule } from "../../k8s/monitoring/rules/rule";',
    "testbed-boundary",
    "k8s/monitoring/rules/rule.ts",
  ],
  [
    "packages/state/tests/offence.ts",
    'import "../../../tests/timeouts";',
    "state-tests-boundary",
    "tests/timeouts.ts",
  ],
  [
    "packages/rehearse/low.ts",
    'import "@groundwork/state/stacks";',
    "rehearse-boundary",
    "packages/state/stacks.ts",
  ],
  [
    "packages/state/low.ts",
    'import "@groundwork/delivery/stack";',
    "state-boundary",
    "packages/delivery/stack.ts",
  ],
  [
    "packages/delivery/low.ts",
    'import "@groundwork/cli/program";',
    "delivery-boundary",
    "packages/cli/program.ts",
  ],
  [
    "packages/faults/undeclared.ts",
    'import "@groundwork/delivery/stack";',
    "faults-boundary",
    "packages/delivery/stack.ts",
  ],
  ["k8s/offence.ts", 'import "../app/src/photos/title";', "k8s-boundary", "app/src/photos/title.ts"],
  ["settings/application.ts", 'import "../app/src/config";', "settings-boundary", "app/src/config.ts"],
  ["app/src/photos/limits.ts", 'import "./title";', "gallery-limits-alone", "app/src/photos/title.ts"],
  [
    "packages/delivery/bed.ts",
    'import "@groundwork/testbed/engine";',
    "delivery-boundary",
    "packages/testbed/engine.ts",
  ],
  [
    "packages/cli/bed.ts",
    'import "@groundwork/testbed/engine";',
    "cli-boundary",
    "packages/testbed/engine.ts",
  ],
  [
    "packages/faults/path.ts",
    'import "../rehearse/browser";',
    "packages-by-name",
    "packages/rehearse/browser.ts",
  ],
  [
    "packages/faults/tests/other.ts",
    'import "@groundwork/delivery/tests/github/store";',
    "each-package-its-own-tests",
    "packages/delivery/tests/github/store.ts",
  ],
  [
    "packages/delivery/own.ts",
    'import "./tests/github/store";',
    "only-tests-import-tests",
    "packages/delivery/tests/github/store.ts",
  ],
  ["index.ts", 'import "@groundwork/rehearse/browser";', "index-boundary", "packages/rehearse/browser.ts"],
  [
    "k8s/offence.ts",
    'import type { Engine } from "@groundwork/rehearse/engine";',
    "k8s-boundary",
    "packages/rehearse/engine/index.ts",
  ],
  ["infra/offence.ts", 'import "../k8s/pod";', "infra-boundary", "k8s/pod.ts"],
  ["infra/test.ts", 'import "../tests/timeouts";', "infra-boundary", "tests/timeouts.ts"],
  ["settings/offence.ts", 'import "../infra/role";', "settings-boundary", "infra/role.ts"],
  ["policy/offence.ts", 'import "../infra/role";', "policy-boundary", "infra/role.ts"],
  [
    "account/offence.ts",
    'import "@groundwork/state/stacks";',
    "account-boundary",
    "packages/state/stacks.ts",
  ],
  ["app/src/offence.ts", 'import "../local/gallery";', "app-src-boundary", "app/local/gallery.ts"],
  [
    "app/local/offence.ts",
    'import "@groundwork/rehearse/browser";',
    "app-local-boundary",
    "packages/rehearse/browser.ts",
  ],
  [
    "rehearse.config.ts",
    'import "@groundwork/rehearse/browser";',
    "config-imports-types-of-packages",
    "packages/rehearse/browser.ts",
  ],
  ["tools/offence.ts", 'import "../infra/cidr";', "folder-in-table", "infra/cidr.ts"],
  ["infra/nowhere.ts", 'import "./missing";', "resolvable", "./missing"],
  ["packages/state/package.ts", 'import "fastify";', "declared", "node_modules/fastify/"],
  ["infra/development.ts", 'import "fast-check";', "no-development-dependency", "node_modules/fast-check/"],
];

const checkout = new TemporaryCheckout();
let lint: ReturnType<TemporaryCheckout["run"]>;
beforeAll(() => {
  for (const [file, statement] of refused) {
    const path = join(checkout.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${statement}\n`);
  }
  for (const [own, other] of [
    ["one", "two"],
    ["two", "one"],
  ])
    writeFileSync(
      join(checkout.folder, "k8s", `${own}.ts`),
      `import { ${other} } from "./${other}";\nexport const ${own} = () => ${other};\n`,
    );
  lint = checkout.run("lint:boundaries");
});
afterAll(() => checkout.remove());

test("A forbidden import makes the check fail", () => expect(lint.status).not.toBe(0));

test.each(refused)("%s with %s is rejected by %s", (file, _statement, rule, target) => {
  const start = `  error ${rule}: ${file} → `;
  const named = lint.output
    .split("\n")
    .flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
  expect(named).toContainEqual(expect.stringContaining(target));
});

test("Two files of the platform must not import each other", () => {
  expect(lint.output).toMatch(/error no-cycle: k8s\/(one|two)\.ts →/);
});
