import type { Cloud } from "../cloud";
import type { NewSubject, Properties, Subject } from "../resource-type";
import { partitionOf } from "./partitions";

/** The argument of the functions of any type. */
type Any = Subject<Properties> | Subject<never> | NewSubject<Properties> | NewSubject<never>;

/** The partition of the stack's region, as in ARNs. */
export const partition = (cloud: Cloud): string => partitionOf(cloud.account.region).id;

/** The end of the DNS names of the stack's region: `amazonaws.com`. */
export const dnsSuffix = (cloud: Cloud): string => partitionOf(cloud.account.region).dnsSuffix;

/** An ARN in the simulated account: `arn("ec2", ({ id }) => `vpc/${id}`)`. */
export function arn<S extends Any>(
  service: string,
  resource: (subject: S) => string,
): (subject: S) => string {
  return (subject) => {
    const { id, region } = subject.cloud.account;
    return `arn:${partition(subject.cloud)}:${service}:${region}:${id}:${resource(subject)}`;
  };
}

/** An ARN of a service without regions, such as IAM. */
export function globalArn<S extends Any>(
  service: string,
  resource: (subject: S) => string,
): (subject: S) => string {
  return (subject) =>
    `arn:${partition(subject.cloud)}:${service}::${subject.cloud.account.id}:${resource(subject)}`;
}

/** The id of the simulated account. */
export const accountId = ({ cloud }: Any): string => cloud.account.id;

/** Placeholder for `tagsAll`: the simulated cloud adds the provider's default tags. */
export const tagsAll = (): Properties => ({});

/** An output that is empty unless the program uses a feature that is not simulated. */
export const empty = (): string => "";

/** The resource's id. */
export const ownId = ({ id }: Subject<Properties> | Subject<never>): string => id;

/** Compares versions numerically: negative if the first is older, such as `18.6` and `18.10`. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => version.split(".").map(Number));
  const [major = 0, minor = 0] = left ?? [];
  const [otherMajor = 0, otherMinor = 0] = right ?? [];
  return major - otherMajor || minor - otherMinor;
}

/** Source of typical durations. AWS does not publish durations, so they are from public logs. */
export const logs = "logs of terraform apply in public repositories, read in November 2026";
