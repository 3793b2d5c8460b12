import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { TemporaryCheckout } from "./temporary-checkout";

const manifestSchema = z.looseObject({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const checkout = new TemporaryCheckout();
afterAll(() => checkout.remove());

function changeManifest(
  folder: string,
  change: (manifest: z.infer<typeof manifestSchema>) => void,
): () => void {
  const path = join(checkout.folder, folder, "package.json");
  const before = readFileSync(path, "utf8");
  const manifest = manifestSchema.parse(JSON.parse(before));
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
  return () => writeFileSync(path, before);
}

describe("The check of unused code and dependencies", () => {
  let lint: ReturnType<TemporaryCheckout["run"]>;
  const offences = [
    [
      "a dependency that nothing imports",
      "Unused dependencies",
      /^fast-check +packages\/state\/package\.json/m,
    ],
    ["an import that no package.json declares", "Unlisted dependencies", /^undeclared +infra\/offence\.ts/m],
    ["an export that nothing imports", "Unused exports", /^forgotten .*infra\/offence\.ts/m],
    ["an exported type that nothing imports", "Unused exported types", /^Forgotten .*infra\/offence\.ts/m],
    ["a file that nothing imports", "Unused files", /^k8s\/alone\.ts/m],
  ] as const;

  beforeAll(() => {
    const write = (file: string, text: string) => writeFileSync(join(checkout.folder, file), text);
    write("k8s/alone.ts", "export const alone = 1;\n");
    write(
      "infra/offence.ts",
      'import "undeclared";\nexport const used = 1;\nexport const forgotten = 2;\nexport type Forgotten = 3;\n',
    );
    appendFileSync(
      join(checkout.folder, "index.ts"),
      'import { used } from "./infra/offence";\nconsole.log(used);\n',
    );
    changeManifest("packages/state", ({ dependencies }) => {
      dependencies["fast-check"] = "^4.0.0";
    });
    lint = checkout.run("lint:unused");
  });

  test("fails", () => expect(lint.status).not.toBe(0));

  test.each(offences)("names %s", (_what, heading, line) => {
    expect(lint.output).toContain(`${heading} (`);
    expect(lint.output).toMatch(line);
  });
});

test("A package that only tests import is not a dependency of the platform", () => {
  const restore = changeManifest(".", ({ dependencies, devDependencies }) => {
    dependencies["fast-check"] = devDependencies["fast-check"] ?? "";
    delete devDependencies["fast-check"];
  });
  const { status, output } = checkout.run("lint:deployed");
  restore();
  expect(output).toMatch(/^fast-check +package\.json/m);
  expect(status).not.toBe(0);
});
