/** Rules of the attributes of queues, topics and subscriptions that depend on each other. */
import type { Rule } from "../../package";
import { docs, isGiven, objectAt, parsed, problemsOf, textsAt, wrong } from "./messages";

const sqs = `${docs}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html`;
const letters = `${docs}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html`;
const sns = `${docs}/sns/latest`;

const queue: Rule = ({ inputs, cloud }) => {
  const { fifoThroughputLimit, deduplicationScope, redriveAllowPolicy, redrivePolicy } = inputs;
  const { sqsManagedSseEnabled, kmsMasterKeyId } = inputs;
  const { redrivePermission, sourceQueueArns } = objectAt(parsed(redriveAllowPolicy));
  const target = objectAt(parsed(redrivePolicy)).deadLetterTargetArn;
  const [, , service, region, account] = String(target).split(":");
  const sources = textsAt(sourceQueueArns).length;
  return problemsOf(
    fifoThroughputLimit === "perMessageGroupId" &&
      deduplicationScope !== "messageGroup" &&
      wrong(
        "fifoThroughputLimit",
        fifoThroughputLimit,
        'it needs the deduplicationScope "messageGroup"',
        sqs,
      ),
    isGiven(redriveAllowPolicy) &&
      !["allowAll", "denyAll", "byQueue"].includes(String(redrivePermission)) &&
      wrong(
        "redriveAllowPolicy.redrivePermission",
        redrivePermission,
        "allowAll, denyAll and byQueue are allowed",
        sqs,
      ),
    redrivePermission === "byQueue" &&
      (sources < 1 || sources > 10) &&
      wrong(
        "redriveAllowPolicy.sourceQueueArns",
        sourceQueueArns,
        "1 to 10 ARNs are allowed with byQueue",
        sqs,
      ),
    isGiven(redrivePermission) &&
      redrivePermission !== "byQueue" &&
      sources > 0 &&
      wrong("redriveAllowPolicy.sourceQueueArns", sourceQueueArns, "only byQueue has it", sqs),
    service === "sqs" &&
      (region !== cloud.account.region || account !== cloud.account.id) &&
      wrong(
        "redrivePolicy.deadLetterTargetArn",
        target,
        "a queue of the same account and region is allowed",
        letters,
      ),
    sqsManagedSseEnabled === true &&
      isGiven(kmsMasterKeyId) &&
      wrong("sqsManagedSseEnabled", true, "either it or kmsMasterKeyId is allowed", sqs),
  );
};

const topic: Rule = ({ inputs }) => {
  const { fifoTopic, contentBasedDeduplication, deliveryPolicy } = inputs;
  return problemsOf(
    contentBasedDeduplication === true &&
      fifoTopic !== true &&
      wrong("contentBasedDeduplication", true, "only a FIFO topic has it", `${sns}/api/API_CreateTopic.html`),
    isGiven(deliveryPolicy) &&
      parsed(deliveryPolicy) === undefined &&
      wrong("deliveryPolicy", deliveryPolicy, "JSON is allowed", `${sns}/dg/creating-delivery-policy.html`),
  );
};

/** Keys of a filter policy. https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5;

const subscription: Rule = ({ inputs }) => {
  const { topic: topicArn, protocol, endpoint, filterPolicy, redrivePolicy } = inputs;
  const keys = Object.keys(objectAt(parsed(filterPolicy))).length;
  return problemsOf(
    protocol === "sqs" &&
      String(endpoint).endsWith(".fifo") &&
      String(topicArn).startsWith("arn:") &&
      !String(topicArn).endsWith(".fifo") &&
      wrong(
        "endpoint",
        endpoint,
        "a standard topic sends to standard queues",
        `${sns}/dg/sns-fifo-topics.html`,
      ),
    keys > MAX_KEYS &&
      wrong(
        "filterPolicy",
        `${keys} keys`,
        `at most ${MAX_KEYS} keys are allowed`,
        `${sns}/dg/subscription-filter-policy-constraints.html`,
      ),
    isGiven(redrivePolicy) &&
      !isGiven(objectAt(parsed(redrivePolicy)).deadLetterTargetArn) &&
      wrong(
        "redrivePolicy",
        redrivePolicy,
        "JSON with deadLetterTargetArn is allowed",
        `${sns}/dg/sns-dead-letter-queues.html`,
      ),
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  "aws:sqs/queue:Queue": queue,
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicSubscription:TopicSubscription": subscription,
};
