import { type Bootstrapped, bootstrapped } from "./bootstrapped";
import { KEY, STATES, stateOf } from "./requests";

let account: Bootstrapped;
beforeAll(async () => {
  account = await bootstrapped();
});
afterAll(() => account?.stop());

const SSE = "s3:x-amz-server-side-encryption";

test.each([
  ["allowed", "as the engine uploads: no header, so the bucket's key", "s3:PutObject", stateOf("dev"), {}],
  ["allowed", "with the bucket's key named", "s3:PutObject", stateOf("dev"), { [SSE]: "aws:kms" }],
  ["denied", "without TLS", "s3:GetObject", stateOf("dev"), { "aws:SecureTransport": "false" }],
  ["denied", "with S3's own key", "s3:PutObject", stateOf("dev"), { [SSE]: "AES256" }],
  [
    "denied",
    "with another key",
    "s3:PutObject",
    stateOf("dev"),
    { [SSE]: "aws:kms", [`${SSE}-aws-kms-key-id`]: KEY },
  ],
  ["denied", "deleting the bucket", "s3:DeleteBucket", STATES, {}],
  ["denied", "deleting a version", "s3:DeleteObjectVersion", stateOf("dev"), {}],
  ["denied", "suspending versions", "s3:PutBucketVersioning", STATES, {}],
  ["allowed", "deleting a lock, which keeps its version", "s3:DeleteObject", stateOf("dev"), {}],
] as const)(
  "in the state bucket, even an administrator is %s: %s",
  async (expected, _, action, resource, context) => {
    expect(await account.onBucket("state", action, resource, context)).toBe(expected);
  },
);
