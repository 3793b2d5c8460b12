/** The kinds of faults, and how each single one is called. */
import { Explained } from "@groundwork/rehearse/errors/explained";

/** What each kind does to a stack; the text is what the report says of it. */
export const KINDS = {
  create: "a creation fails",
  lost: "a creation is done, and its answer lost",
  update: "an update fails",
  replace: "a replacement fails: first the creation, then the deletion of the old one",
  delete: "a deletion fails",
  kill: "the engine is killed in the middle",
  throttle: "the cloud throttles",
  late: "the cloud answers late",
  deleted: "somebody deleted it",
  changed: "somebody changed it",
} as const;

export type Kind = keyof typeof KINDS;

/** One fault. */
export interface Fault {
  readonly kind: Kind;
  readonly stack: string;
  /** The resource that it meets, by URN; for kinds that meet a whole stack, the number of the run. */
  readonly target: string;
}

/** `create:urn:pulumi:dev::…`, `kill:dev#7`: what `--only` takes. */
export function nameOfFault({ kind, stack, target }: Fault): string {
  return target.startsWith("urn:") ? `${kind}:${target}` : `${kind}:${stack}#${target}`;
}

/** Reads what `nameOfFault` gives. Throws an Explained for anything else. */
export function readFault(text: string): Fault {
  const [, kind = "", stack, target, urn] =
    /^([a-z]+):(?:([a-z0-9-]+)#(\d+)|(urn:pulumi:.+))$/.exec(text) ?? [];
  const stackOfUrn = urn?.split(":")[2];
  if (isKind(kind) && (stack ?? stackOfUrn) !== undefined)
    return { kind, stack: stack ?? stackOfUrn ?? "", target: target ?? urn ?? "" };
  throw new Explained(
    `${text} is not the name of a fault; allowed are KIND:URN and KIND:STACK#NUMBER, with KIND one of ${Object.keys(KINDS).join(", ")}.`,
  );
}

export function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text);
}
