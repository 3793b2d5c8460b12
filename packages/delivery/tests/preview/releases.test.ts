import { digest } from "../../preview/digest";
import { parseEvents } from "../../preview/events";
import { previewText } from "../../pull-request/text";

const rollout = "kubernetes:argoproj.io/v1alpha1:Rollout";
const namespace = "gallery";
const steps = [
  { setWeight: 5 },
  { pause: { duration: "5m" } },
  { analysis: { templates: [{ templateName: "api" }] } },
];
const template = {
  metadata: { name: "api", namespace },
  spec: {
    metrics: [
      {
        ...{
          name: "errors",
          count: 30,
          interval: "1m",
          failureCondition: "len(result) > 0 && result[0] > 0.0144",
        },
        provider: { prometheus: { query: "ratio\nand (requests >= 200)" } },
      },
    ],
  },
};
const rolloutWith = (image: string, first = 5) => ({
  metadata: { name: "api", namespace },
  spec: {
    strategy: { canary: { steps: [{ setWeight: first }, ...steps.slice(1)] } },
    template: { spec: { containers: [{ image }] } },
  },
});

/** The preview of an update that has this step for the Rollout, and leaves its queries as they are. */
function previewOf(op: string, old: object | undefined, now: object | undefined) {
  const step = (type: string, name: string, stepOp: string, before?: object, after?: object) => {
    const urn = `urn:pulumi:prod::groundwork::${type}::${name}`;
    const state = (inputs?: object) => inputs && { custom: true, inputs };
    const metadata = { op: stepOp, urn, type, old: state(before), new: state(after) };
    return JSON.stringify({ resourcePreEvent: { metadata } });
  };
  const log = [
    step("kubernetes:argoproj.io/v1alpha1:AnalysisTemplate", "queries", "same", template, template),
    step(rollout, "gallery-api", op, old, now),
  ].join("\n");
  return digest(parseEvents(log), { stack: "prod", at: new Date(0), succeeded: true, stderr: "" });
}

test("the comment shows the steps of a release and what aborts it, if the pods of an application change", () => {
  const preview = previewOf("update", rolloutWith("gallery:1"), rolloutWith("gallery:2"));
  expect(preview.releases).toEqual([
    "1 application is released step by step:",
    "  api",
    "    5 % of the requests",
    "      for 5m",
    "      aborted if errors is above 1.44 % of at least 200 requests; paused without a result in 30 attempts, one every 1m",
    "    100 % of the requests, and the previous version ends",
  ]);
  const text = previewText({ stacks: [{ preview }], fits: () => true });
  expect(text).toContain("<summary>Releases step by step</summary>");
  expect(text).toContain("    5 % of the requests\n");
});

test.each([
  ["the first pods of an application", previewOf("create", undefined, rolloutWith("gallery:1"))],
  ["unchanged pods", previewOf("same", rolloutWith("gallery:1"), rolloutWith("gallery:1"))],
  [
    "other steps for the same pods",
    previewOf("update", rolloutWith("gallery:1"), rolloutWith("gallery:1", 10)),
  ],
  ["an application that is removed", previewOf("delete", rolloutWith("gallery:1"), undefined)],
])("%s are not released step by step", (_, preview) => {
  expect(preview.releases).toEqual([]);
  expect(previewText({ stacks: [{ preview }], fits: () => true })).not.toContain("step by step");
});

test("markup in the names of objects stays text in the comment", () => {
  const hostile = { ...rolloutWith("gallery:2"), metadata: { name: "```\n</details>@octocat", namespace } };
  const preview = previewOf("update", rolloutWith("gallery:1"), hostile);
  const text = previewText({ stacks: [{ preview }], fits: () => true });
  expect(text).toMatch(/````+text\n/);
});
