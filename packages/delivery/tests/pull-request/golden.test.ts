/**
 * What reviewers read, beside the previews of the real engine that it is made from. To accept a change of the text:
 * UPDATE_GOLDEN=true npx jest packages/delivery/tests/pull-request --selectProjects platform, and read the difference.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bodyLimit } from "../../github/comment";
import type { EngineEvent } from "../../preview/events";
import type { StackPreview } from "../../pull-request/text";
import { previewText } from "../../pull-request/text";
import { manyCreated, previewOf, recorded } from "./recordings";

const details = "https://github.com/octo-org/platform/actions/runs/1234567890";
const commit = "0123456789abcdef0123456789abcdef01234567";
const fits = (text: string) => text.length <= bodyLimit;

function textOf(...stacks: readonly StackPreview[]): string {
  return previewText({ stacks, details, commit, fits });
}

function expectGolden(name: string, text: string): void {
  const file = join(__dirname, "golden", `${name}.md`);
  if (process.env.UPDATE_GOLDEN === "true") writeFileSync(file, `${text}\n`);
  expect(`${text}\n`).toBe(readFileSync(file, "utf8"));
}

const dev = { preview: previewOf(recorded("nothing"), "dev") };

test.each([
  "nothing",
  "create",
  "update",
  "delete",
  "replace-protected",
  "secret",
  "failed-settings",
  "failed-provider",
  "drift",
])("the comment shows what the engine found: %s", (name) =>
  expectGolden(name, textOf(dev, { preview: previewOf(recorded(name)) })),
);

test("violated mandatory policies are shown first, with the cost", () => {
  const at =
    "urn:pulumi:prod::groundwork::groundwork:infra:Database$aws:rds/instance:Instance::database-primary";
  const pack = { policyPackName: "groundwork", policyPackVersion: "1.0.0", resourceUrn: at };
  const policyEvents: readonly EngineEvent[] = [
    {
      policyEvent: {
        ...pack,
        policyName: "prefer-gp3",
        enforcementLevel: "advisory",
        severity: "low",
        message: "storageType is gp2; gp3 is cheaper",
      },
    },
    {
      policyEvent: {
        ...pack,
        policyName: "forbid-public-databases",
        enforcementLevel: "mandatory",
        severity: "critical",
        message: "publiclyAccessible is true;\nset it to false",
      },
    },
  ];
  const summary = {
    summaryEvent: { durationSeconds: 7, PolicyPacks: { groundwork: "v1.0.0" }, result: "succeeded" },
  };
  const kept = previewOf([...recorded("nothing"), summary], "dev");
  const broken = previewOf([...recorded("update"), ...policyEvents, summary]);
  const monthlyUsd = { fixed: 1412.5, usage: 96 };
  const differenceUsd = { fixed: 211.7, usage: 0 };
  const cost = {
    stack: "prod",
    monthlyUsd,
    differenceUsd,
    notPriced: ["aws:sns/topic:Topic"],
    asOf: "2026-11-01",
    basis: "us-east-1 list prices",
  };
  expectGolden("policies-and-cost", textOf({ preview: kept }, { preview: broken, cost }));
});

test("2,000 changes are shortened to GitHub's limit, still counted completely, and link to the complete text", () => {
  const text = textOf(dev, { preview: previewOf(manyCreated(2000)) });
  expect(text.length).toBeLessThanOrEqual(bodyLimit);
  expect(text.length).toBeGreaterThan(bodyLimit / 4);
  expect(text).toContain("2,000 to create");
  expect(text).toContain(`[the complete result](${details})`);
  expectGolden("two-thousand", text);
});

test("replaced and deleted resources are kept even in a very short text", () => {
  const events = [...manyCreated(2000), ...recorded("replace-protected")];
  const text = previewText({
    stacks: [{ preview: previewOf(events) }],
    details,
    fits: (cut) => cut.length < 4000,
  });
  expect(text.length).toBeLessThan(4000);
  expect(text).toContain("⚠ **replace** **PROTECTED** `database-primary`");
});
