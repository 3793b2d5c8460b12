/** Publishes a message to an SNS topic. */
import { setTimeout as pause } from "node:timers/promises";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { reasonOf } from "../preflight/aws/client";
import { endpointOf } from "../preflight/aws/endpoints";
import { AwsRefusal } from "../preflight/aws/errors";
import type { Protocol } from "../preflight/aws/operations";
import { readResponse, writeRequest } from "../preflight/aws/protocols";
import { sign } from "../preflight/aws/signer";

/** Timeout of one request. */
const MILLISECONDS = 15_000;
/** Pauses before the second and the third request. */
const PAUSES = [1_000, 5_000];
/** FIFO topics, whose names end in .fifo, need parameters that this command does not send. */
const TOPIC = /^arn:aws[a-z-]*:sns:([a-z]+(?:-[a-z0-9]+)+):\d{12}:[A-Za-z0-9_-]{1,256}$/;
const protocol: Protocol = { kind: "query", version: "2010-03-31" };
/** The longest subject: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = 100;

interface Notification {
  /** ASCII text; cut off after 100 characters. */
  readonly subject: string;
  readonly message: string;
}

/**
 * Publishes with the credentials of the environment, in the topic's region. Repeats a request that SNS throttles, that fails with 5xx,
 * or that gets no response; the message can then arrive twice.
 *
 * @throws Explained if SNS does not accept the message
 */
export async function publishToTopic(
  topicArn: string | undefined,
  { subject, message }: Notification,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const [, region] = TOPIC.exec(topicArn ?? "") ?? [];
  if (region === undefined)
    throw new Explained(
      `NOTIFY is sns, but NOTIFY_TOPIC_ARN is ${topicArn ? `${topicArn}, which is not the ARN of a topic, or of a FIFO topic` : "not set"}. ` +
        "Set notificationTopicArn in account/Pulumi.main.yaml, run `npx --no groundwork bootstrap`, and add the variables that it prints.",
    );
  const params = { TopicArn: topicArn, Subject: subject.slice(0, SUBJECT), Message: message };
  const problems: string[] = [];
  for (const before of [0, ...PAUSES]) {
    await pause(before);
    const problem = await publish(region, params, env);
    if (problem === undefined) return `Published to ${topicArn}`;
    problems.push(problem.message);
    if (!problem.transient) break;
  }
  throw new Explained(`${topicArn} did not accept the message: ${problems.join("; ")}. ${ADVICE}`);
}

const ADVICE =
  "The topic must exist, and the role in the variable AWS_ROLE_NOTIFY must be allowed to publish to it: by the setting " +
  "notificationTopicArn of the account, and if the topic is encrypted with a key of your own, by the key's policy.";

async function publish(
  region: string,
  params: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly message: string; readonly transient: boolean } | undefined> {
  const { origin, signingRegion } = endpointOf("sns", region, env);
  const request = writeRequest("Publish", protocol, params);
  try {
    const signing = { service: "sns", region: signingRegion, credentials: defaultProvider() };
    const headers = await sign(signing, new URL(origin), request);
    const response = await fetch(new URL(request.path, origin), {
      method: request.method,
      headers,
      body: request.body,
      signal: AbortSignal.timeout(MILLISECONDS),
    });
    const { status } = response;
    readResponse("sns:Publish", protocol, { status, headers: response.headers, text: await response.text() });
    return undefined;
  } catch (error) {
    if (error instanceof AwsRefusal)
      return { message: `${error.code}: ${error.message}`, transient: error.temporary };
    if (error instanceof Error && error.name === "CredentialsProviderError")
      return { message: `no credentials of AWS: ${error.message}`, transient: false };
    const timeout = error instanceof Error && error.name === "TimeoutError";
    return { message: timeout ? "no response in 15 s" : reasonOf(error), transient: true };
  }
}
