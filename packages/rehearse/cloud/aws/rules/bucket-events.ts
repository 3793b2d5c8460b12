/** Rules of the events that a bucket sends, and of the actions in its policy. */
import type { Rule } from "../../package";
import { docs, objectAt, objectsAt, parsed, problemsOf, textsAt, wrong } from "./messages";

const guide = `${docs}/AmazonS3/latest/userguide`;
const event =
  /^s3:(TestEvent|(ObjectCreated|ObjectRemoved|ObjectRestore|Replication|LifecycleExpiration|ObjectTagging|ObjectAcl|IntelligentTiering|ObjectAnnotation):?\*?[\w:]*|LifecycleTransition|ReducedRedundancyLostObject)$/;

const notification: Rule = ({ inputs }) =>
  (["lambdaFunctions", "queues", "topics"] as const).flatMap((kind) =>
    objectsAt(inputs[kind]).flatMap((each, index) => {
      const at = `${kind}[${index}]`;
      const [name, target] = Object.entries(each).find(([key]) => /^(queue|topic)Arn$/.test(key)) ?? [];
      return problemsOf(
        ...textsAt(each.events).map(
          (given) =>
            !event.test(given) &&
            wrong(
              `${at}.events`,
              given,
              "events such as s3:ObjectCreated:* are allowed",
              `${guide}/notification-how-to-event-types-and-destinations.html`,
            ),
        ),
        typeof target === "string" &&
          target.endsWith(".fifo") &&
          wrong(
            `${at}.${name}`,
            target,
            "a standard queue or topic is allowed",
            `${guide}/notification-how-to-event-types-and-destinations.html`,
          ),
      );
    }),
  );

const ofObjects =
  /^s3:((Get|Put|Delete|Restore|Replicate)Object(Acl|Attributes|LegalHold|Retention|Tagging|Torrent|Version\w*)?|AbortMultipartUpload|ListMultipartUploadParts)$/i;
const ofBuckets = /^s3:(ListBucket(Versions|MultipartUploads)?|(Get|Put|Delete)Bucket\w*)$/i;
const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** S3 refuses a statement with an action that applies to none of its resources. */
const policy: Rule = ({ inputs }) =>
  listOf(objectAt(parsed(inputs.policy)).Statement)
    .map(objectAt)
    .flatMap(({ Action, Resource }, index) => {
      const resources = listOf(Resource).map(String);
      if (resources.length === 0) return [];
      const onObjects = resources.some((each) => /[/*]|\$\{/.test(each));
      const onBuckets = resources.some((each) => !each.includes("/"));
      return listOf(Action)
        .map(String)
        .filter((each) => (ofObjects.test(each) && !onObjects) || (ofBuckets.test(each) && !onBuckets))
        .map((each) =>
          wrong(
            `policy Statement[${index}].Action`,
            each,
            onObjects
              ? "it applies to a bucket, and the resources are objects"
              : "it applies to objects (BUCKET/*)",
            `${guide}/security_iam_service-with-iam.html`,
          ),
        );
    });

export const rules: Readonly<Record<string, Rule>> = {
  "aws:s3/bucketNotification:BucketNotification": notification,
  "aws:s3/bucketPolicy:BucketPolicy": policy,
};
