import { DatabaseError } from "pg";
import { describeError, withoutSecrets } from "../../../app/src/log/error";
import { StoreUnavailable } from "../../../app/src/storage/store";

test.each([
  [
    "a presigned URL",
    "GET https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2Fx&X-Amz-Signature=0a1b2c&x-id=GetObject",
    "GET https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=[removed]&X-Amz-Signature=[removed]&x-id=GetObject",
  ],
  ["a bearer token", "authorization: Bearer abc.def-ghi_jkl", "authorization: Bearer [removed]"],
  [
    "a password in an address",
    `postgres://gallery:${"x".repeat(8)}@db:5432/gallery`,
    "postgres://[removed]@db:5432/gallery",
  ],
])("%s is removed from a text", (_what, text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});

test("other texts are unchanged, and long ones shortened", () => {
  const text = "connect ECONNREFUSED 127.0.0.1:5432 (basic setup) at file:///srv/app/dist/main.js:10:5";
  expect(withoutSecrets(text)).toBe(text);
  expect(withoutSecrets("x".repeat(1_000_000)).length).toBeLessThan(2_100);
});

test("an error of PostgreSQL is logged with its SQLSTATE, and without the values of its row", () => {
  const error = new DatabaseError("duplicate key value violates unique constraint", 1, "error");
  Object.assign(error, { code: "23505", detail: "Key (key)=(private) already exists.", where: "private" });
  const logged = describeError(error);
  expect(logged).toMatchObject({ type: "error", code: "23505" });
  expect(JSON.stringify(logged)).not.toContain("private");
});

test("causes and errors of an aggregate are logged, to a limited depth", () => {
  const socket = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const error = new AggregateError([new StoreUnavailable("read", { cause: socket })], "1 thumbnails failed");
  expect(describeError(error)).toMatchObject({
    type: "AggregateError",
    errors: [{ type: "StoreUnavailable", cause: { code: "ECONNREFUSED" } }],
  });
  const circular = new Error("first");
  circular.cause = circular;
  expect(JSON.stringify(describeError(circular)).length).toBeLessThan(100_000);
});

test.each([
  ["text", "thrown"],
  [undefined, "undefined"],
  [{ secret: "value" }, "[object Object]"],
])("a thrown value that is no error (%j) is logged as text", (thrown, message) => {
  expect(describeError(thrown).message).toBe(message === "thrown" ? "text" : message);
});
