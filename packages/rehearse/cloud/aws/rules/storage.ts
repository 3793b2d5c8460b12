/** Rules of S3 buckets and their configurations. */
import type { Rule } from "../../package";
import type { Properties } from "../../resource-type";
import { docs, isGiven, objectAt, objectsAt, parsed, problemsOf, textsAt, wrong } from "./messages";
import { documentProblems, resourcePolicy } from "./policy-documents";

const api = `${docs}/AmazonS3/latest/API`;
const guide = `${docs}/AmazonS3/latest/userguide`;
const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const actions = [
  "abortIncompleteMultipartUpload",
  "expiration",
  "noncurrentVersionExpiration",
  "noncurrentVersionTransitions",
  "transitions",
];
const infrequent = ["STANDARD_IA", "ONEZONE_IA"];

function lifecycleRuleProblems(rule: Properties, at: string): string[] {
  const expiration = objectAt(rule.expiration);
  const { days, date, expiredObjectDeleteMarker: marker } = expiration;
  const transitions = objectsAt(rule.transitions);
  const early = transitions.find(
    ({ days: after, storageClass }) =>
      infrequent.includes(String(storageClass)) && isGiven(after) && Number(after) < 30,
  );
  const last = Math.max(0, ...transitions.map(({ days: after }) => Number(after ?? 0)));
  const source = `${api}/API_LifecycleExpiration.html`;
  return problemsOf(
    !actions.some((name) => isGiven(rule[name])) &&
      wrong(
        at,
        "without an action",
        `one of ${actions.join(", ")} is needed`,
        `${api}/API_PutBucketLifecycleConfiguration.html`,
      ),
    early &&
      wrong(
        `${at}.transitions.days`,
        early.days,
        `at least 30 are allowed for ${early.storageClass}`,
        `${guide}/lifecycle-transition-general-considerations.html`,
      ),
    isGiven(days) &&
      Number(days) < 1 &&
      marker !== true &&
      wrong(`${at}.expiration.days`, days, "at least 1 is allowed", source),
    Number(days) > 0 &&
      isGiven(date) &&
      wrong(`${at}.expiration.date`, date, "either it or days is allowed", source),
    marker === true &&
      (Number(days) > 0 || isGiven(date)) &&
      wrong(
        `${at}.expiration.expiredObjectDeleteMarker`,
        true,
        "neither days nor date is allowed with it",
        source,
      ),
    Number(days) > 0 &&
      last > 0 &&
      Number(days) <= last &&
      wrong(
        `${at}.expiration.days`,
        days,
        `more than the ${last} days of a transition are allowed`,
        `${guide}/intro-lifecycle-rules.html`,
      ),
  );
}

const lifecycle: Rule = ({ inputs }) => {
  const rules = objectsAt(inputs.rules);
  const ids = rules.map(({ id }) => id);
  const twice = ids.find((id, index) => isGiven(id) && ids.indexOf(id) !== index);
  const long = ids.find((id) => String(id ?? "").length > 255);
  return [
    ...problemsOf(
      twice !== undefined &&
        wrong(
          "rules.id",
          twice,
          "each rule has another one",
          `${api}/API_PutBucketLifecycleConfiguration.html`,
        ),
      long !== undefined &&
        wrong("rules.id", long, "at most 255 characters are allowed", `${api}/API_LifecycleRule.html`),
    ),
    ...rules.flatMap((rule, index) => lifecycleRuleProblems(rule, `rules[${index}]`)),
  ];
};

const encryption: Rule = ({ inputs }) =>
  objectsAt(inputs.rules).flatMap((rule, index) => {
    const { sseAlgorithm, kmsMasterKeyId } = objectAt(rule.applyServerSideEncryptionByDefault);
    return problemsOf(
      sseAlgorithm === "AES256" &&
        isGiven(kmsMasterKeyId) &&
        wrong(
          `rules[${index}].applyServerSideEncryptionByDefault.kmsMasterKeyId`,
          kmsMasterKeyId,
          "the algorithm aws:kms has a key, AES256 has none",
          `${api}/API_ServerSideEncryptionByDefault.html`,
        ),
    );
  });

/** Whether a statement lets anybody in. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
function isPublic({ Effect, Principal, Condition }: Properties): boolean {
  const everybody = [Principal, ...listOf(objectAt(Principal).AWS)].includes("*");
  return Effect === "Allow" && everybody && !isGiven(Condition);
}

const policy: Rule = ({ inputs, cloud }) => {
  const name = String(inputs.bucket).split(":").at(-1);
  const document = parsed(inputs.policy);
  const statements = listOf(objectAt(document).Statement).map(objectAt);
  const text = typeof inputs.policy === "string" ? inputs.policy : JSON.stringify(inputs.policy ?? "");
  const bucket = cloud.find("aws:s3/bucket:Bucket", String(name), "bucket");
  const foreign = statements
    .flatMap(({ Resource }) => listOf(Resource))
    .map(String)
    .find((each) => bucket !== undefined && !isOfBucket(each, String(name)));
  const blocks = cloud
    .list("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
    .some(({ inputs: block }) => block.bucket === inputs.bucket && block.blockPublicPolicy === true);
  return [
    ...documentProblems("policy", inputs.policy, {
      ...resourcePolicy,
      services: ["s3", "s3express", "s3-object-lambda"],
    }),
    ...problemsOf(
      foreign !== undefined &&
        wrong(
          "policy Resource",
          foreign,
          `the bucket ${name} and its objects are allowed`,
          `${guide}/troubleshooting-bucket-policy.html`,
        ),
      Buffer.byteLength(text) > 20_480 &&
        wrong(
          "policy",
          `${Buffer.byteLength(text)} bytes`,
          "at most 20 KB are allowed",
          `${guide}/add-bucket-policy.html`,
        ),
      blocks &&
        statements.some(isPublic) &&
        wrong(
          "policy",
          "public",
          "the bucket blocks public policies (blockPublicPolicy)",
          `${guide}/access-control-block-public-access.html`,
        ),
    ),
  ];
};

/** Whether a resource of a policy is a bucket or objects in it; an asterisk stands for any text. */
function isOfBucket(resource: string, bucket: string): boolean {
  if (resource === "*") return true;
  const named = (resource.split(":").slice(5).join(":") || resource).split("/")[0] ?? "";
  const pattern = named
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`).test(bucket) || named.includes("$");
}

const cors: Rule = ({ inputs }) =>
  objectsAt(inputs.corsRules).flatMap((rule, index) =>
    textsAt(rule.allowedOrigins)
      .filter((origin) => origin.split("*").length > 2)
      .map((origin) =>
        wrong(
          `corsRules[${index}].allowedOrigins`,
          origin,
          "at most one asterisk is allowed",
          `${guide}/ManageCorsUsing.html`,
        ),
      ),
  );

export const rules: Readonly<Record<string, Rule>> = {
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryption,
  "aws:s3/bucketPolicy:BucketPolicy": policy,
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": cors,
};
