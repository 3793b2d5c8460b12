/** Checks the bucket of an application, and the buckets of others that it reaches. */
import { maxBucketNameLength } from "../settings/names";
import type { ApplicationSpec } from "./spec";

/** A field that is wrong: its name and value, and what is allowed. */
type Wrong = readonly [field: string, value: unknown, allowed: string];

/** Lists what is wrong. */
export function checkBuckets(
  { name, bucket, reaches = {} }: ApplicationSpec,
  all: readonly ApplicationSpec[],
  { project, stack }: { readonly project: string; readonly stack: string },
): readonly Wrong[] {
  const longest = maxBucketNameLength(project, stack);
  const days = bucket?.keepDeletedDays;
  const owners = all.filter((other) => other.bucket !== undefined && other.name !== name);
  const names = owners.map((other) => other.name);
  return [
    ...wrong(
      bucket === undefined || name.length <= longest,
      "name",
      name,
      `at most ${longest} characters with a bucket: with project and stack, it is part of the bucket's name, which has at most 63`,
    ),
    ...wrong(
      days === undefined || (Number.isInteger(days) && days >= 1),
      "bucket.keepDeletedDays",
      days,
      "a number of days from 1",
    ),
    ...Object.keys(reaches.buckets ?? {}).flatMap((other) =>
      wrong(
        names.includes(other),
        "reaches.buckets",
        other,
        `another application with a bucket: ${names.join(", ") || "there is none"}`,
      ),
    ),
  ];
}

const wrong = (isRight: boolean, ...problem: Wrong): readonly Wrong[] => (isRight ? [] : [problem]);
