/** The kinds of faults, and the names of single faults. */
import { Explained } from "@groundwork/rehearse/errors/explained";

/** The kinds of faults with their descriptions in the report. */
export const KINDS = {
  create: "a creation fails",
  lost: "a creation succeeds, and its response is lost",
  update: "an update fails",
  replace: "a replacement fails: first the creation, then the deletion of the old one",
  delete: "a deletion fails",
  kill: "the engine is killed during an operation",
  release: "Helm is killed or fails during an operation on a release",
  throttle: "the cloud throttles",
  late: "the cloud responds late",
  deleted: "a resource is deleted outside Pulumi",
  changed: "a resource is changed outside Pulumi",
} as const;

export type Kind = keyof typeof KINDS;

/** One fault. */
export interface Fault {
  readonly kind: Kind;
  readonly stack: string;
  /** URN of the affected resource. For kinds that affect a whole stack: the number of the run. */
  readonly target: string;
}

/** The name of a fault, as `--only` accepts it: `create:urn:pulumi:dev::…`, `kill:dev#7`. */
export function nameOfFault({ kind, stack, target }: Fault): string {
  return target.startsWith("urn:") ? `${kind}:${target}` : `${kind}:${stack}#${target}`;
}

/** Parses a name from `nameOfFault`. Throws an Explained for any other text. */
export function readFault(text: string): Fault {
  const [, kind = "", stack, target, urn] =
    /^([a-z]+):(?:([a-z0-9-]+)#(\d+)|(urn:pulumi:.+))$/.exec(text) ?? [];
  const stackOfUrn = urn?.split(":")[2];
  if (isKind(kind) && (stack ?? stackOfUrn) !== undefined)
    return { kind, stack: stack ?? stackOfUrn ?? "", target: target ?? urn ?? "" };
  throw new Explained(
    `${text} is not the name of a fault; it must be KIND:URN or KIND:STACK#NUMBER, with KIND one of ${Object.keys(KINDS).join(", ")}.`,
  );
}

export function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text);
}
