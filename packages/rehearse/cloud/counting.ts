/**
 * How resources are counted in the plan, the rehearsal and the report. A resource is what AWS or
 * Kubernetes has afterwards. Components, providers and the stack itself exist only in the state, and are not counted.
 */

interface Countable {
  readonly type: string;
  readonly custom: boolean;
}

/** Whether a type is a provider's: `pulumi:providers:aws`. */
export const isProvider = (type: string) => type.startsWith("pulumi:providers:");

/** Whether a resource counts as one. */
export const isCounted = ({ type, custom }: Countable) => custom && !isProvider(type);
