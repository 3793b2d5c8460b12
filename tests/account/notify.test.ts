/** `groundwork notify` with NOTIFY=sns, against moto's SNS; what it sends is compared with botocore's model. */
import { runGroundwork } from "@groundwork/delivery/tests/github/command";
import { type MotoWithAnswers, startMotoWithAnswers } from "@groundwork/testbed/moto/answers";
import { type AccountSettings, evaluatedAccount } from "./evaluated";
import { query } from "./preflight/account";

jest.setTimeout(120_000);

const stages = JSON.stringify({ first: { stack: "dev" }, others: [{ stack: "prod" }] });
const passed = {
  environments: { result: "success", outputs: { stages } },
  images: { result: "success" },
  first: { result: "success", outputs: { deployed: "true" } },
  second: { result: "success", outputs: { deployed: "true" } },
};
const failed = { ...passed, second: { result: "failure" } };

let moto: MotoWithAnswers;
let topic: string;
let queue: string;
const sqs = (params: Record<string, string>) => query(moto, "sqs", { Version: "2012-11-05", ...params });
const sns = (params: Record<string, string>) => query(moto, "sns", { Version: "2010-03-31", ...params });

beforeAll(async () => {
  moto = await startMotoWithAnswers();
  topic = textIn("TopicArn", await sns({ Action: "CreateTopic", Name: "deployments" }));
  queue = textIn("QueueUrl", await sqs({ Action: "CreateQueue", QueueName: "received" }));
  const Endpoint = "arn:aws:sqs:us-east-1:111122223333:received";
  await sns({ Action: "Subscribe", TopicArn: topic, Protocol: "sqs", Endpoint });
});
beforeEach(() => moto.clear());
afterAll(() => moto?.stop());

function textIn(element: string, xml: string): string {
  return new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(xml)?.[1] ?? "";
}

function notify(needs: unknown, env: Readonly<Record<string, string>> = {}) {
  return runGroundwork(["notify"], {
    ...moto.env,
    GITHUB_SHA: "0123456789",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "octo-org/platform",
    GITHUB_RUN_ID: "42",
    NOTIFY: "sns",
    NOTIFY_TOPIC_ARN: topic,
    NEEDS: JSON.stringify(needs),
    ...env,
  });
}

/** The messages that the topic has sent to its subscriber since the last call. */
async function received(): Promise<readonly { readonly Subject: string; readonly Message: string }[]> {
  const xml = await sqs({ Action: "ReceiveMessage", QueueUrl: queue, MaxNumberOfMessages: "10" });
  const bodies = [...xml.matchAll(/<Body>(.*?)<\/Body>/gs)].map(([, body = ""]) => body);
  await sqs({ Action: "PurgeQueue", QueueUrl: queue });
  return bodies.map((body) => JSON.parse(body.replaceAll("&quot;", '"').replaceAll("&amp;", "&")));
}

test("a failed deployment is published once, and a complete one is not", async () => {
  expect((await notify(passed)).status).toBe(0);
  expect(await received()).toEqual([]);
  const { status, output } = await notify(failed);
  expect([status, output]).toEqual([1, expect.stringContaining(`Published to ${topic}`)]);
  const messages = await received();
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({
    Subject: "Deployment of 0123456 failed (prod: failure)",
    Message: expect.stringContaining("https://github.com/octo-org/platform/actions/runs/42"),
  });
  expect(messages[0]?.Message).toContain("dev: deployed\nprod: failure");
  const { called, violations } = await moto.record();
  // The model of SQS has another protocol than this test's own requests.
  const ofSns = violations.filter((each) => each.startsWith("sns:"));
  expect([ofSns, called]).toEqual([[], expect.arrayContaining(["sns:Publish"])]);
});

test("a subject with many environments is cut off where SNS stops accepting it", async () => {
  const needs = Object.fromEntries(
    Array.from({ length: 9 }, (_, at) => [`environment-${at}`, { result: "failure" }]),
  );
  expect((await notify({ ...failed, ...needs })).output).toContain(`Published to ${topic}`);
  const [message] = await received();
  expect(message?.Subject).toHaveLength(100);
  expect(message?.Message).toContain("environment-8: failure");
});

test("a request that SNS throttles is repeated", async () => {
  const error = { code: "Throttling", message: "Rate exceeded" };
  await moto.give({ service: "sns", operation: "Publish", times: 1, error });
  expect((await notify(failed)).output).toContain(`Published to ${topic}`);
  expect(await received()).toHaveLength(1);
});

test.each([
  ["a role without the permission", "AuthorizationError", "not authorized to perform: SNS:Publish"],
  ["a key that the role cannot use", "KMSAccessDenied", "The ciphertext references a key that"],
])("%s is reported with what to check, and not repeated", async (_, code, message) => {
  await moto.give({ service: "sns", operation: "Publish", times: 1, error: { code, message } });
  const { status, output } = await notify(failed);
  expect(status).toBe(1);
  expect(output).toContain(`${topic} did not accept the message: ${code}: ${message}`);
  expect(output).toContain("the role in the variable AWS_ROLE_NOTIFY must be allowed to publish to it");
  expect(await received()).toEqual([]);
});

test("a topic that was deleted is reported", async () => {
  const { status, output } = await notify(failed, { NOTIFY_TOPIC_ARN: `${topic}-2` });
  expect([status, output]).toEqual([1, expect.stringMatching(/did not accept the message: NotFound/)]);
});

test("without credentials, the command says so", async () => {
  const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", HOME: "/nonexistent" };
  const { status, output } = await notify(failed, none);
  expect([status, output]).toEqual([1, expect.stringContaining("no credentials of AWS")]);
});

test.each([
  ["", "NOTIFY_TOPIC_ARN is not set"],
  ["deployments", "NOTIFY_TOPIC_ARN is deployments, which is not the ARN of a topic"],
  ["arn:aws:sns:us-east-1:111122223333:deployments.fifo", "or of a FIFO topic"],
])("the topic %p is refused before a request", async (given, message) => {
  const { status, output } = await notify(failed, { NOTIFY_TOPIC_ARN: given });
  expect([status, output]).toEqual([1, expect.stringContaining(message)]);
});

describe("the setting notificationTopicArn", () => {
  const notifyRoles = async (changes: AccountSettings) =>
    (await evaluatedAccount(changes)).resources.filter(
      ({ type, inputs }) => type === "aws:iam/role:Role" && String(inputs.name).endsWith("-notify"),
    );

  test("creates a role, and no role when it is empty", async () => {
    expect(await notifyRoles({})).toHaveLength(1);
    expect(await notifyRoles({ notificationTopicArn: "" })).toEqual([]);
  });

  test.each([
    ["deployments", "the ARN of an SNS topic that is not FIFO"],
    ["arn:aws:sns:us-east-1:111122223333:deployments.fifo", "the ARN of an SNS topic that is not FIFO"],
    ["arn:aws-cn:sns:cn-north-1:111122223333:deployments", "the ARN of a topic in the partition aws"],
  ])("refuses %s", async (notificationTopicArn, message) => {
    await expect(evaluatedAccount({ notificationTopicArn })).rejects.toThrow(message);
  });
});
