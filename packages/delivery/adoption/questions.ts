/** Asks an adopter for the answers that the command line does not give. */
import { splitList } from "./answers";
import type { AdoptConfig, Answers } from "./config";
import { ENVIRONMENT_FORM, environmentText, parseEnvironment } from "./environment-list";

/** Asks a question on the terminal. An empty answer selects the suggestion. */
export type Ask = (question: string, suggestion?: string) => Promise<string>;

interface Question {
  readonly answer: keyof Answers;
  readonly text: string;
  /** The value of a text. Undefined: another form is required. */
  readonly parse: (text: string, answers: Partial<Answers>) => unknown;
  readonly show: (answers: Partial<Answers>) => string;
  readonly applies?: (answers: Partial<Answers>) => boolean;
}

const asText = (
  answer: "project" | "repository" | "account" | "region" | "domain" | "hostedZone",
  text: string,
) => ({
  answer,
  text,
  parse: (value: string) => value,
  show: (answers: Partial<Answers>) => answers[answer] ?? "",
});
const asList = (answer: "zones" | "administrators" | "alertEmails", text: string) => ({
  answer,
  text: `${text}, separated by commas`,
  parse: splitList,
  show: (answers: Partial<Answers>) => (answers[answer] ?? []).join(", "),
});
const asSwitch = (answer: "gallery" | "monitoring", text: string) => ({
  answer,
  text: `${text} (yes/no)`,
  parse: (value: string) =>
    /^(y|yes|on)$/i.test(value) ? "on" : /^(n|no|off)$/i.test(value) ? "off" : undefined,
  show: (answers: Partial<Answers>) => (answers[answer] === "off" ? "no" : "yes"),
});
const hasProduction = ({ environments = [] }: Partial<Answers>) =>
  environments.some(({ guardRails }) => guardRails === "production");

const QUESTIONS: readonly Question[] = [
  asText("project", "Name of the project: 3 to 20 lower-case letters, digits and hyphens"),
  asText("repository", "GitHub repository, as OWNER/NAME"),
  asText("account", "Id of the AWS account"),
  asText("region", "AWS region"),
  asList("zones", "Availability zones"),
  asList("administrators", "ARNs of the roles that administer the clusters"),
  {
    answer: "environments",
    text: "Environments in the order of delivery, separated by commas, each as NAME=CLASS:APPROVAL",
    parse: (text, { environments = [] }) => {
      const parsed = splitList(text).map((each) => parseEnvironment(each, environments));
      return parsed.every((each) => each !== undefined) ? parsed : undefined;
    },
    show: ({ environments = [] }) => environments.map(environmentText).join(", "),
  },
  asSwitch("gallery", "Keep the sample application"),
  {
    ...asText("domain", "DNS name of the gallery in production"),
    applies: (answers) => answers.gallery === "on" && hasProduction(answers),
  },
  {
    ...asText("hostedZone", "Id of the Route 53 hosted zone of that name"),
    applies: (answers) => answers.domain !== "" && answers.gallery === "on" && hasProduction(answers),
  },
  asSwitch("monitoring", "Keep the monitoring"),
  { ...asList("alertEmails", "E-mail addresses that receive alerts of production"), applies: hasProduction },
];

/** The answers that have no suggestion. With `--yes`, options must give them. */
const REQUIRED: readonly (keyof Answers)[] = ["project", "repository", "account", "region", "administrators"];

/** The required answers that are missing. */
export function missingAnswers(answers: Partial<Answers>): readonly (keyof Answers)[] {
  return REQUIRED.filter((answer) => answers[answer] === undefined);
}

/**
 * Asks all questions whose answers are not given. A value that is not allowed is explained, and the question is repeated.
 *
 * @param suggest the suggestions, given the region if it is known
 */
export async function askQuestions(args: {
  readonly config: AdoptConfig;
  readonly given: Partial<Answers>;
  readonly suggest: (region: string | undefined) => Partial<Answers>;
  readonly ask: Ask;
  readonly log: (line: string) => void;
}): Promise<Partial<Answers>> {
  const { config, given, suggest, ask, log } = args;
  let answers: Partial<Answers> = { ...given };
  for (const { answer, text, parse, show, applies } of QUESTIONS) {
    const suggestions = suggest(answers.region);
    const known = { ...suggestions, ...answers };
    if (answer in given || applies?.(known) === false) continue;
    for (;;) {
      const value = parse(await ask(text, show(known)), known);
      const allowed =
        value === undefined ? formOf(answer) : problemWith(config, { ...known, [answer]: value }, answer);
      if (allowed === undefined) {
        answers = { ...answers, [answer]: value };
        break;
      }
      log(`  It must be ${allowed}`);
    }
  }
  return answers;
}

function formOf(answer: keyof Answers): string {
  return answer === "environments" ? ENVIRONMENT_FORM : "yes or no";
}

/** What is allowed for an answer, without complaints about answers that are still missing. */
function problemWith(
  { problems }: AdoptConfig,
  answers: Partial<Answers>,
  answer: keyof Answers,
): string | undefined {
  return problems({ ...EMPTY, ...answers }).find((each) => each.answer === answer)?.allowed;
}

/** An answer to each question that has none. */
export const EMPTY: Answers = {
  project: "",
  repository: "",
  account: "",
  region: "",
  zones: [],
  administrators: [],
  environments: [],
  gallery: "on",
  monitoring: "on",
  domain: "",
  hostedZone: "",
  alertEmails: [],
  apiAccess: [],
  connection: "",
  networks: {},
};
