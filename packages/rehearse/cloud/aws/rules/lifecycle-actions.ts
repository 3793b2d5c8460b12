/** Rules of the actions and filters of S3 lifecycle rules. */
import type { Rule } from "../../package";
import type { Properties } from "../../resource-type";
import { docs, isGiven, objectAt, objectsAt, problemsOf, wrong } from "./messages";

const api = `${docs}/AmazonS3/latest/API`;
const guide = `${docs}/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html`;

/** In this order: an object never moves back. */
const classes = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];

function transitionProblems(rule: Properties, at: string): string[] {
  const transitions = objectsAt(rule.transitions);
  const names = transitions.map(({ storageClass }) => String(storageClass));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const inOrder = transitions
    .filter(({ days }) => isGiven(days))
    .sort((one, other) => Number(one.days) - Number(other.days))
    .map(({ storageClass }) => String(storageClass));
  const back = inOrder.find(
    (name, index) => classes.indexOf(name) < classes.indexOf(inOrder[index - 1] ?? ""),
  );
  return problemsOf(
    twice !== undefined &&
      wrong(`${at}.transitions`, twice, "one transition to each class is allowed", guide),
    back !== undefined &&
      twice === undefined &&
      wrong(`${at}.transitions`, back, `transitions in the order ${classes.join(", ")} are allowed`, guide),
  );
}

function filterProblems(rule: Properties, at: string): string[] {
  const filter = objectAt(rule.filter);
  const and = objectAt(filter.and);
  const tagged = isGiven(filter.tag) || Object.keys(objectAt(and.tags)).length > 0;
  const [more, less] = [and.objectSizeGreaterThan, and.objectSizeLessThan].map(Number);
  return problemsOf(
    tagged &&
      isGiven(rule.abortIncompleteMultipartUpload) &&
      wrong(
        `${at}.abortIncompleteMultipartUpload`,
        rule.abortIncompleteMultipartUpload,
        "a rule without tags in its filter has it: parts of uploads have no tags",
        `${api}/API_AbortIncompleteMultipartUpload.html`,
      ),
    more !== undefined &&
      less !== undefined &&
      more >= less &&
      wrong(
        `${at}.filter.and.objectSizeGreaterThan`,
        more,
        `less than objectSizeLessThan, ${less}, is allowed`,
        `${api}/API_LifecycleRuleAndOperator.html`,
      ),
  );
}

function dateProblems(rule: Properties, at: string): string[] {
  const dates = [
    [`${at}.expiration.date`, objectAt(rule.expiration).date] as const,
    ...objectsAt(rule.transitions).map(
      ({ date }, index) => [`${at}.transitions[${index}].date`, date] as const,
    ),
  ];
  return dates
    .filter(
      ([, date]) => typeof date === "string" && /T/.test(date) && !/T00:00:00(\.0+)?(Z|\+00:?00)$/.test(date),
    )
    .map(([place, date]) =>
      wrong(place, date, "midnight in UTC is allowed", `${api}/API_LifecycleExpiration.html`),
    );
}

const lifecycle: Rule = ({ inputs }) =>
  objectsAt(inputs.rules).flatMap((rule, index) => {
    const at = `rules[${index}]`;
    return [...transitionProblems(rule, at), ...filterProblems(rule, at), ...dateProblems(rule, at)];
  });

export const rules: Readonly<Record<string, Rule>> = {
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
};
