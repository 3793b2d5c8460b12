/** The field `adopt` of a project's rehearse.config.ts: what `groundwork adopt` changes in a clone. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { loadConfig, type RehearseConfig } from "@groundwork/rehearse/project/config";
import type { Environment } from "@groundwork/rehearse/project/environments";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";

/** A VPC that exists, and its subnets by kind. */
export interface ExistingNetwork {
  readonly vpcId: string;
  readonly subnetIds: Readonly<Record<"public" | "private" | "isolated", readonly string[]>>;
}

/** What an adopter answers. An empty text or list means none. */
export interface Answers {
  /** Name of the project: the namespace of its settings, and part of names in AWS. */
  readonly project: string;
  /** The GitHub repository, as OWNER/NAME. */
  readonly repository: string;
  /** Id of the AWS account. */
  readonly account: string;
  readonly region: string;
  /** Availability zones of the region. The order determines addresses of subnets. */
  readonly zones: readonly string[];
  /** ARNs of the roles and users that administer the clusters. */
  readonly administrators: readonly string[];
  readonly environments: readonly Environment[];
  readonly gallery: "on" | "off";
  readonly monitoring: "on" | "off";
  /** DNS name of the gallery in production. */
  readonly domain: string;
  /** Id of the hosted zone of the domain. */
  readonly hostedZone: string;
  /** Receivers of alerts of production. */
  readonly alertEmails: readonly string[];
  /** IPv4 blocks that reach the Kubernetes API of development. */
  readonly apiAccess: readonly string[];
  /** ARN of the CodeConnections connection of the pipeline's runners. */
  readonly connection: string;
  /** The VPCs that exist, by stack. */
  readonly networks: Readonly<Record<string, ExistingNetwork>>;
}

/** An answer that is not allowed. */
export interface AnswerProblem {
  readonly answer: keyof Answers;
  readonly given: string;
  /** Completes the sentence "it must be …". */
  readonly allowed: string;
}

/** A setting that had another name. */
interface RenamedSetting {
  readonly from: string;
  readonly to: string;
}

export interface AdoptConfig {
  /** All answers that are not allowed. */
  readonly problems: (answers: Answers) => readonly AnswerProblem[];
  /**
   * The settings of a stack that follow from the answers, by key without the namespace. Undefined removes a key.
   *
   * @param current the settings in the stack's file
   */
  readonly settings: (
    answers: Answers,
    environment: Environment,
    current: ChangedSettings,
  ) => ChangedSettings;
  /** Settings that a new stack must not have in common with the others. */
  readonly ofNewStack: (others: readonly ChangedSettings[], current: ChangedSettings) => ChangedSettings;
  /** Describes the values of a stack's config that the program would reject. Keys have their namespace. */
  readonly stackProblems: (
    project: string,
    stack: string,
    config: Readonly<Record<string, string>>,
  ) => readonly string[];
  /**
   * The settings that contain an RDS instance class, and the one with the version of PostgreSQL, without the namespace. Default: none.
   */
  readonly instanceClasses?: { readonly keys: readonly string[]; readonly version: string };
  /** Edits files that are not settings, by path relative to the project. */
  readonly files: Readonly<Record<string, (text: string, answers: Answers) => string>>;
  /** Settings that an adopter completes by hand, and what to do. */
  readonly byHand: Readonly<Record<string, string>>;
  /** Values that exist in documentation only. */
  readonly placeholder: RegExp;
  /** Settings that have been renamed. */
  readonly renamed: readonly RenamedSetting[];
}

/** @throws Explained if the project cannot be adopted */
export function adoptConfig(folder?: string): AdoptConfig {
  const { adopt } = loadConfig<RehearseConfig & { readonly adopt?: AdoptConfig }>(folder);
  if (adopt === undefined)
    throw new Explained(
      "rehearse.config.ts has no field adopt. It says which settings follow from the answers; " +
        "packages/delivery/adoption/config.ts describes it.",
    );
  return adopt;
}
