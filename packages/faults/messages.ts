/** What the script and its two processes tell each other. */
import type { Fault, Kind } from "./kinds";

/** What a process is to do. */
export interface Orders {
  readonly stack: string;
  readonly seed: string;
  /** Empty: all. */
  readonly kinds: readonly Kind[];
  /** Empty: what the run's plan says. */
  readonly only: readonly Fault[];
  /** No fault begins after it; milliseconds since 1970. */
  readonly deadline?: number | undefined;
  readonly sample: boolean;
}

/** What a process reports. */
export type Report =
  | {
      readonly about: "ready";
      readonly stack: string;
      readonly resources: number;
      /** How many faults there are, by kind. */
      readonly sizes: Readonly<Record<string, number>>;
    }
  | {
      readonly about: "met";
      readonly kind: Kind;
      readonly names: readonly string[];
      /** How many faults were injected. */
      readonly count: number;
      readonly problems: readonly string[];
      readonly seconds: number;
    }
  | { readonly about: "broken"; readonly stack: string; readonly why: string };
