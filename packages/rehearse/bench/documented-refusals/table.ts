/** The form of the tables of documented refusals. sources-read.txt says which rows were compared with their pages, and when. */
import type { Properties } from "../../cloud/resource-type";

/** What kind of rule AWS applies. */
export const kinds = ["number out of its range", "text not allowed", "not in the list of values", "required input missing", "document not accepted", "inputs contradict each other", "conflict with another resource", "reference to nothing", "change not allowed"] as const;

/** One refusal that AWS documents, and inputs that AWS accepts and that differ only in what the refusal is about. */
export interface DocumentedRefusal {
  readonly kind: (typeof kinds)[number];
  readonly title: string;
  /** Inputs over the valid ones of the table. An input that is undefined is left out. */
  readonly refused: Properties;
  readonly accepted: Properties;
  /** What the message must contain: a refusal for another reason does not count. Usually the name of the input. */
  readonly names: string;
  /** The page of AWS's documentation. Default: the table's. */
  readonly source?: string;
  /** Inputs, over the valid ones, with which the resource is created before `refused` is tried as an update. */
  readonly from?: Properties;
  /** Resources that are created, and deleted if `deleted` is set, before the inputs are tried. */
  readonly before?: readonly {
    readonly type: string;
    readonly inputs: Properties;
    readonly deleted?: true;
  }[];
}

/** The documented refusals of one resource type. */
export interface RefusalTable {
  readonly type: string;
  readonly source: string;
  /** Inputs that AWS accepts. `<NAME.OUTPUT>` stands for an output of a resource in account.ts. */
  readonly valid: Properties;
  readonly rows: readonly DocumentedRefusal[];
}

/** Text of a length. */
export const text = (length: number): string => "x".repeat(length);

/** A policy of these statements. */
export const policyOf = (statements: readonly Properties[], version = "2012-10-17"): string => JSON.stringify({ Version: version, Statement: statements });

/** A policy of one statement. */
export const policy = (statement: Properties, version?: string): string => policyOf([statement], version);

/** A statement of an identity's policy that IAM accepts. */
export const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

/** A policy of two statements with these ids. */
export const twoStatements = (first: string, second: string) => ({ policy: policyOf([first, second].map((Sid) => ({ Sid, ...read }))) });
