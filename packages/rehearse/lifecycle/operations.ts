import {
  CommandError,
  type EngineEvent,
  type OpType,
  type Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import { inlineProgram, putAway } from "./inline-program";

/** What an operation did to one resource. */
export interface Change {
  readonly op: OpType;
  readonly urn: string;
  /** Inputs that differ, by path. */
  readonly properties: readonly string[];
}

/** What an operation did. */
export interface Outcome {
  readonly seconds: number;
  /** Everything that did not stay the same. */
  readonly changes: readonly Change[];
  /** How many resources stayed the same. */
  readonly same: number;
  /** What advisory policies say; empty without a policy pack. */
  readonly advice: readonly string[];
}

/** An operation that the engine or the cloud refused; the message holds what they said. */
export class OperationFailed extends Error {
  override readonly name = "OperationFailed";
  constructor(
    readonly operation: string,
    readonly diagnostics: readonly string[],
    /** Whether the engine began to change a resource in the cloud before it failed. */
    readonly begun: boolean,
    options?: ErrorOptions,
  ) {
    super(
      `${operation} failed:\n${diagnostics.map((each) => `  ${each.replaceAll("\n", "\n  ")}`).join("\n")}`,
      options,
    );
  }
}

/** What the operations of a rehearsal are run with. */
export interface OperationOptions {
  readonly signal?: AbortSignal;
  /** Called after each resource, with how many are done. */
  readonly onProgress?: (done: number) => void;
  /** What else the engine is told. */
  readonly engine?: Pick<
    UpOptions,
    "message" | "parallel" | "refresh" | "policyPacks" | "onOutput" | "configFile"
  >;
}

export type OperationName = "preview" | "up" | "refresh" | "previewDestroy" | "destroy";

/** Runs one operation of the engine. Throws an OperationFailed with the engine's diagnostics. */
export async function operate(
  stack: Stack,
  operation: OperationName,
  { signal, onProgress, engine }: OperationOptions = {},
): Promise<Outcome> {
  // The engine only hears of an interruption that comes while it is at work.
  signal?.throwIfAborted();
  const start = performance.now();
  const changes: Change[] = [];
  const diagnostics: string[] = [];
  const advice: string[] = [];
  let same = 0;
  let done = 0;
  const onEvent = (event: EngineEvent): void => {
    const { diagnosticEvent, policyEvent, resourcePreEvent, resOutputsEvent } = event;
    if (diagnosticEvent?.severity === "error") diagnostics.push(describe(diagnosticEvent));
    if (policyEvent) {
      const said = `policy ${policyEvent.policyName}: ${plain(policyEvent.message)}`;
      (policyEvent.enforcementLevel === "mandatory" ? diagnostics : advice).push(said);
    }
    const metadata = operation === "refresh" ? resOutputsEvent?.metadata : resourcePreEvent?.metadata;
    if (metadata) {
      const properties = Object.keys(metadata.detailedDiff ?? {});
      const unchanged = metadata.op === "same" || (metadata.op === "refresh" && properties.length === 0);
      if (unchanged) same += 1;
      else if (metadata.op !== "read") {
        changes.push({ op: metadata.op, urn: metadata.urn, properties: listed(properties, metadata.diffs) });
      }
    }
    if (metadata) onProgress?.(++done);
  };
  // Two operations may run at the same time; each puts away its own run.
  const { program: given } = stack.workspace;
  const program = given && inlineProgram(given);
  const options = { ...engine, onEvent, ...(program ? { program } : {}), ...(signal ? { signal } : {}) };
  try {
    await stack[operation](options);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof CommandError)) throw error;
    const said = diagnostics.length > 0 ? diagnostics : saidBy(error);
    throw new OperationFailed(operation, said, changes.some(isInCloud), { cause: error });
  } finally {
    if (program) putAway(program);
  }
  signal?.throwIfAborted();
  return { seconds: (performance.now() - start) / 1000, changes, same, advice };
}

/** Whether a change reaches the cloud: the stack itself and its providers exist in the state only. */
function isInCloud({ op, urn }: Change): boolean {
  return op !== "refresh" && !/^pulumi:(pulumi:Stack$|providers:)/.test(typeOf(urn));
}

/** The name and type of a resource, as a person says it: `database-primary (aws:rds/instance:Instance)`. */
export function nameOf(urn: string): string {
  const [, , , name = urn] = urn.split("::");
  return `${name} (${typeOf(urn)})`;
}

/** The type that a URN ends in: `aws:rds/instance:Instance`. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function listed(detailed: string[], diffs: string[] | undefined): string[] {
  return detailed.length > 0 ? detailed : (diffs ?? []);
}

/** What the engine itself said, where it failed before it had anything to do; else all that there is. */
function saidBy({ message }: CommandError): string[] {
  const [, said = message] = /(?:^|\n) *error: ([\s\S]+?)(?:\n *err\?:|$)/.exec(message) ?? [];
  return [said.trim()];
}

function describe({ urn, message }: { urn?: string; message: string }): string {
  return urn ? `${nameOf(urn)}: ${plain(message)}` : plain(message);
}

/** The engine colours its words with tags such as <{%reset%}>. */
function plain(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}
