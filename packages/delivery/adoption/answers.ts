/** The answers of an adopter: from the command line, the clone, and questions. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Environment } from "@groundwork/rehearse/project/environments";
import { PLACES } from "../environments";
import type { AdoptConfig, AnswerProblem, Answers, ExistingNetwork } from "./config";
import { ENVIRONMENT_FORM, parseEnvironment } from "./environment-list";

/** Values of the command line. Undefined: not given. */
export interface Given {
  readonly project?: string | undefined;
  readonly repository?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly zones?: string | undefined;
  readonly administrator?: readonly string[] | undefined;
  readonly environment?: readonly string[] | undefined;
  readonly gallery?: string | undefined;
  readonly monitoring?: string | undefined;
  readonly domain?: string | undefined;
  readonly hostedZone?: string | undefined;
  readonly alertEmail?: readonly string[] | undefined;
  readonly apiAccess?: readonly string[] | undefined;
  readonly connection?: string | undefined;
  readonly existingVpc?: readonly string[] | undefined;
  readonly subnets?: readonly string[] | undefined;
}

/** The option of an answer. */
export const FLAGS: Readonly<Record<keyof Answers, string>> = {
  project: "--project",
  repository: "--repository",
  account: "--account",
  region: "--region",
  zones: "--zones",
  administrators: "--administrator",
  environments: "--environment",
  gallery: "--gallery",
  monitoring: "--monitoring",
  domain: "--domain",
  hostedZone: "--hosted-zone",
  alertEmails: "--alert-email",
  apiAccess: "--api-access",
  connection: "--connection",
  networks: "--existing-vpc",
};

/** Answers from options, and the options that cannot be read. */
export interface Parsed {
  readonly answers: Partial<Answers>;
  readonly problems: readonly string[];
}

/** Splits `a,b` or `a, b`. */
export function splitList(text: string): readonly string[] {
  return text.split(",").flatMap((each) => each.trim() || []);
}

/** Reads the command line. */
export function parseGiven(given: Given, known: readonly Environment[]): Parsed {
  const problems: string[] = [];
  const refuse = (flag: string, value: string, allowed: string) => {
    problems.push(`${flag} is ${value}; it must be ${allowed}`);
  };
  const onOff = (flag: string, value: string | undefined): "on" | "off" | undefined => {
    if (value === "on" || value === "off" || value === undefined) return value;
    refuse(flag, value, "on or off");
    return undefined;
  };
  const environments = given.environment?.flatMap((text) => {
    const environment = parseEnvironment(text, known);
    if (environment === undefined) refuse("--environment", text, ENVIRONMENT_FORM);
    return environment ?? [];
  });
  const answers = {
    project: given.project,
    repository: given.repository,
    account: given.account,
    region: given.region,
    zones: given.zones === undefined ? undefined : splitList(given.zones),
    administrators: given.administrator,
    environments,
    gallery: onOff("--gallery", given.gallery),
    monitoring: onOff("--monitoring", given.monitoring),
    domain: given.domain,
    hostedZone: given.hostedZone,
    alertEmails: withoutEmpty(given.alertEmail),
    apiAccess: withoutEmpty(given.apiAccess),
    connection: given.connection,
    networks: networksOf(given, refuse),
  };
  const present = Object.entries(answers).filter(([, value]) => value !== undefined);
  return { answers: Object.fromEntries(present), problems };
}

/** `--alert-email ""` removes all addresses. */
function withoutEmpty(values: readonly string[] | undefined): readonly string[] | undefined {
  return values?.filter((each) => each !== "");
}

const KINDS = ["public", "private", "isolated"] as const;
type Refuse = (flag: string, value: string, allowed: string) => void;

/** `dev=vpc-1` and `dev:public=subnet-1,subnet-2`. */
function networksOf(
  { existingVpc, subnets }: Given,
  refuse: Refuse,
): Readonly<Record<string, ExistingNetwork>> | undefined {
  if (existingVpc === undefined && subnets === undefined) return undefined;
  const networks: Record<string, ExistingNetwork> = {};
  for (const text of withoutEmpty(existingVpc) ?? []) {
    const [, stack, vpcId] = /^([^=]+)=(vpc-\w+)$/.exec(text) ?? [];
    if (stack === undefined || vpcId === undefined)
      refuse("--existing-vpc", text, "STACK=ID, such as dev=vpc-0a1b2c3d4e5f60718");
    else networks[stack] = { vpcId, subnetIds: { public: [], private: [], isolated: [] } };
  }
  for (const text of withoutEmpty(subnets) ?? []) {
    const [, stack = "", name, ids = ""] = /^([^:]+):(\w+)=(.*)$/.exec(text) ?? [];
    const [kind, network] = [KINDS.find((each) => each === name), networks[stack]];
    if (kind === undefined)
      refuse(
        "--subnets",
        text,
        `STACK:KIND=IDS with the kind ${KINDS.join(", ")}, such as dev:public=subnet-1,subnet-2`,
      );
    else if (network === undefined) refuse("--subnets", text, "subnets of a stack that --existing-vpc names");
    else networks[stack] = { ...network, subnetIds: { ...network.subnetIds, [kind]: splitList(ids) } };
  }
  return networks;
}

/** Describes the answers that are not allowed, each in one line. */
export function describeProblems(config: AdoptConfig, answers: Answers): readonly string[] {
  const { length: count, 0: first } = answers.environments;
  // The first place is for an environment with development guard rails only.
  const most = first?.guardRails === "development" ? PLACES.length : PLACES.length - 1;
  const tooMany: readonly AnswerProblem[] =
    count > most
      ? [
          {
            answer: "environments",
            given: String(count),
            allowed: `at most ${most} environments: deploy.yml has no more places (docs/pipeline.md)`,
          },
        ]
      : [];
  return [...config.problems(answers), ...tooMany].map(
    ({ answer, given, allowed }) =>
      `${FLAGS[answer]} is ${given === "" ? "empty" : given}; it must be ${allowed}`,
  );
}

/** @throws Explained if there are problems */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new Explained(`${problems.join("\n")}\nNothing was changed.`);
}
