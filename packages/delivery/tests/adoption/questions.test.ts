/** The questions of adopt: which are asked, and what happens after an answer that is not allowed. */
import type { AdoptConfig, Answers } from "../../adoption/config";
import { askQuestions, missingAnswers } from "../../adoption/questions";

const none = () => ({});
const config: AdoptConfig = {
  problems: ({ project }) =>
    project === "bad" ? [{ answer: "project", given: "bad", allowed: "another name" }] : [],
  settings: none,
  ofNewStack: none,
  stackProblems: () => [],
  files: {},
  byHand: {},
  placeholder: /x/,
  renamed: [],
};
const environments: Answers["environments"] = [
  { stack: "dev", guardRails: "development", approval: "none", runner: undefined },
  { stack: "prod", guardRails: "production", approval: "required", runner: "big" },
];

/** Answers questions by the first words of their text; others get the suggestion. */
async function answer(given: Partial<Answers>, replies: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const lines: string[] = [];
  const left = new Map(Object.entries(replies).map(([text, each]) => [text, [...each]]));
  const answers = await askQuestions({
    config,
    given,
    suggest: (region) => ({ environments, domain: "", zones: [`${region}a`, `${region}b`] }),
    ask: async (question, suggestion = "") => {
      asked.push(`${question} [${suggestion}]`);
      const [, reply] = [...left].find(([text]) => question.startsWith(text)) ?? [];
      return reply?.shift() || suggestion;
    },
    log: (line) => lines.push(line),
  });
  return { answers, asked, lines };
}

test("each answer that is not given is asked, with the suggestions for the region that was answered", async () => {
  const { answers, asked } = await answer({ project: "acme" }, { "AWS region": ["eu-west-1"] });
  expect(asked.some((each) => each.startsWith("Name of the project"))).toBe(false);
  expect(asked).toContain("Availability zones, separated by commas [eu-west-1a, eu-west-1b]");
  expect(asked.some((each) => each.endsWith("[dev=development:none, prod=production:required]"))).toBe(true);
  expect(answers).toMatchObject({
    project: "acme",
    region: "eu-west-1",
    zones: ["eu-west-1a", "eu-west-1b"],
    environments,
  });
});

test("a value that is not allowed is explained, and the question is repeated", async () => {
  const { answers, lines } = await answer(
    {},
    {
      "Name of the project": ["bad", "good"],
      Environments: ["dev=development, prod", "dev=development"],
      "Keep the monitoring": ["perhaps", "no"],
    },
  );
  expect(lines).toEqual([
    "  It must be another name",
    expect.stringMatching(/^ {2}It must be NAME=CLASS or NAME=CLASS:APPROVAL/),
    "  It must be yes or no",
  ]);
  expect(answers).toMatchObject({ project: "good", monitoring: "off" });
});

test("what follows from an answer that is no is not asked", async () => {
  const { asked } = await answer({}, { "Keep the sample": ["no"] });
  expect(asked.filter((each) => /DNS name|hosted zone/.test(each))).toEqual([]);
  const development = await answer({ environments: environments.slice(0, 1) }, {});
  expect(development.asked.filter((each) => /DNS name|E-mail/.test(each))).toEqual([]);
});

test("answers without a suggestion are required", () => {
  expect(missingAnswers({ project: "acme", region: "eu-west-1" })).toEqual([
    "repository",
    "account",
    "administrators",
  ]);
});
