/** The messages between the command and its worker processes, one for each stack. */
import type { Fault, Kind } from "./kinds";

/** What a worker process has to do. */
export interface Orders {
  readonly stack: string;
  readonly seed: string;
  /** Empty: all kinds. */
  readonly kinds: readonly Kind[];
  /** Empty: all faults that the run's plan contains. */
  readonly only: readonly Fault[];
  /** No fault starts after this time, in milliseconds since 1970, except the first {@link least}. */
  readonly deadline?: number | undefined;
  /** So many jobs run in any case: those of all stacks together cover every kind. */
  readonly least: number;
  readonly sample: boolean;
  /** Where a sample starts in the list of kinds, from 0 to less than 1. */
  readonly start: number;
}

/** What a worker process reports. */
export type Report =
  | {
      readonly about: "ready";
      readonly stack: string;
      readonly resources: number;
      /** How many faults there are, by kind. */
      readonly sizes: Readonly<Record<string, number>>;
    }
  | {
      readonly about: "result";
      readonly kind: Kind;
      readonly names: readonly string[];
      /** How many faults were injected. */
      readonly count: number;
      readonly problems: readonly string[];
      readonly seconds: number;
    }
  | { readonly about: "broken"; readonly stack: string; readonly why: string };
