import {
  CommandError,
  type EngineEvent,
  type OpType,
  type Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import { isCounted } from "../cloud/counting";
import { cleanUp, inlineProgram } from "./inline-program";

/** What an operation did to one resource. */
export interface Change {
  readonly op: OpType;
  readonly urn: string;
  /** Whether it counts as a resource: not a component, a provider or the stack. */
  readonly counted: boolean;
  /** Paths of the inputs that differ. */
  readonly properties: readonly string[];
}

/** The result of an operation. */
export interface Outcome {
  readonly seconds: number;
  /** All changes. */
  readonly changes: readonly Change[];
  /** Number of unchanged resources. */
  readonly same: number;
  /** Violations of advisory policies; empty without a policy pack. */
  readonly advice: readonly string[];
}

/** An operation that the engine or the cloud rejected. The message has their errors. */
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

/** Options of an operation. */
export interface OperationOptions {
  readonly signal?: AbortSignal;
  /** Called after each resource, with the number of processed resources. */
  readonly onProgress?: (done: number) => void;
  /** Further options for the engine. */
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
  // The engine receives only interruptions that occur while it runs.
  signal?.throwIfAborted();
  const start = performance.now();
  const changes: Change[] = [];
  const diagnostics: string[] = [];
  const advice: string[] = [];
  let same = 0;
  let done = 0;
  // The SDK never settles a resource whose input hangs on a data source that was refused, and the program waits for it.
  const waiting = new AbortController();
  const onEvent = (event: EngineEvent): void => {
    const { diagnosticEvent, policyEvent, resourcePreEvent, resOutputsEvent } = event;
    if (diagnosticEvent?.severity === "error") {
      diagnostics.push(describe(diagnosticEvent));
      if (refusedDataSource.test(diagnosticEvent.message)) waiting.abort();
    }
    if (policyEvent) {
      const text = `policy ${policyEvent.policyName}: ${plain(policyEvent.message)}`;
      (policyEvent.enforcementLevel === "mandatory" ? diagnostics : advice).push(text);
    }
    const metadata = operation === "refresh" ? resOutputsEvent?.metadata : resourcePreEvent?.metadata;
    const state = metadata?.new ?? metadata?.old;
    const counted =
      state !== undefined && isCounted({ type: typeOf(state.urn), custom: state.custom === true });
    if (metadata) {
      const properties = Object.keys(metadata.detailedDiff ?? {});
      const unchanged = metadata.op === "same" || (metadata.op === "refresh" && properties.length === 0);
      if (unchanged) same += counted ? 1 : 0;
      else if (metadata.op !== "read") {
        changes.push({
          op: metadata.op,
          urn: metadata.urn,
          counted,
          properties: listed(properties, metadata.diffs),
        });
      }
    }
    if (counted) onProgress?.(++done);
  };
  // Two operations may run at the same time. Each cleans up its own run.
  const { program: given } = stack.workspace;
  const program = given && inlineProgram(given);
  const stop = signal ? AbortSignal.any([signal, waiting.signal]) : waiting.signal;
  const options = { ...engine, onEvent, ...(program ? { program } : {}), signal: stop };
  try {
    await withoutSummary(stack)[operation](options);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof CommandError) && !waiting.signal.aborted) throw error;
    const found = diagnostics.length > 0 || !(error instanceof CommandError) ? diagnostics : errorsOf(error);
    throw new OperationFailed(operation, found, changes.some(isInCloud), { cause: error });
  } finally {
    if (program) cleanUp(program);
  }
  signal?.throwIfAborted();
  return { seconds: (performance.now() - start) / 1000, changes, same, advice };
}

/**
 * After each operation the SDK starts three more processes of the engine, which read the stack's outputs and history. `operate` returns
 * neither, and without them an operation takes a fifth less time.
 */
function withoutSummary(stack: Stack): Stack {
  return Object.create(stack, {
    outputs: { value: async () => ({}) },
    info: { value: async () => undefined },
  });
}

/** The SDK's message for a data source that the cloud refused. */
const refusedDataSource = /invocation of \S+ returned an error/i;

/** Whether a change reaches the cloud: the stack itself and its providers exist in the state only. */
function isInCloud({ op, urn }: Change): boolean {
  return op !== "refresh" && !/^pulumi:(pulumi:Stack$|providers:)/.test(typeOf(urn));
}

/** The name and type of a resource: `database-primary (aws:rds/instance:Instance)`. */
export function nameOf(urn: string): string {
  const [, , , name = urn] = urn.split("::");
  return `${name} (${typeOf(urn)})`;
}

/** The type in a URN, without its parents: `aws:rds/instance:Instance`. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function listed(detailed: string[], diffs: string[] | undefined): string[] {
  return detailed.length > 0 ? detailed : (diffs ?? []);
}

/** The engine's error in the command's output, or else the whole output. */
function errorsOf({ message }: CommandError): string[] {
  const [, text = message] = /(?:^|\n) *error: ([\s\S]+?)(?:\n *err\?:|$)/.exec(message) ?? [];
  return [text.trim()];
}

function describe({ urn, message }: { urn?: string; message: string }): string {
  return urn ? `${nameOf(urn)}: ${plain(message)}` : plain(message);
}

/** Removes the engine's colour tags such as <{%reset%}>. */
function plain(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}
