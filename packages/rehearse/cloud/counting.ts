/**
 * How resources are counted in the plan, the rehearsal and the report. Only resources that
 * exist in AWS or Kubernetes are counted. Components, providers and the stack itself exist only in the state.
 */

interface Countable {
  readonly type: string;
  readonly custom: boolean;
}

/** Whether a type is the type of a provider, such as `pulumi:providers:aws`. */
export const isProvider = (type: string) => type.startsWith("pulumi:providers:");

/** Whether a resource is counted. */
export const isCounted = ({ type, custom }: Countable) => custom && !isProvider(type);
