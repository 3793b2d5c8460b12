/** Rules of queues, topics and schedules. */
import type { Rule } from "../../package";
import { docs, isGiven, objectAt, parsed, problemsOf, wrong } from "./messages";
import { documentProblems, resourcePolicy } from "./policy-documents";

const sqs = `${docs}/AWSSimpleQueueService/latest/APIReference`;
const sns = `${docs}/sns/latest/api`;
const queueType = "aws:sqs/queue:Queue";
const toQueue = { ...resourcePolicy, services: ["sqs"] };
const toTopic = { ...resourcePolicy, services: ["sns"] };

const queue: Rule = ({ inputs, cloud }) => {
  const { name, fifoQueue = false, contentBasedDeduplication, redrivePolicy, policy } = inputs;
  const source = `${sqs}/API_CreateQueue.html`;
  const isFifoName = String(name).endsWith(".fifo");
  const redrive = objectAt(parsed(redrivePolicy));
  const { deadLetterTargetArn: target, maxReceiveCount } = redrive;
  const [, , , region, account] = String(target).split(":");
  const isOurs = region === cloud.account.region && account === cloud.account.id;
  const found = cloud.find(queueType, String(target), "arn");
  const guide = `${docs}/AWSSimpleQueueService/latest/SQSDeveloperGuide`;
  const letters = `${guide}/sqs-dead-letter-queues.html`;
  return [
    ...problemsOf(
      fifoQueue === true && !isFifoName && wrong("name", name, "a FIFO queue's name ends with .fifo", source),
      fifoQueue !== true &&
        isFifoName &&
        wrong("name", name, "only a FIFO queue's name ends with .fifo", source),
      fifoQueue !== true &&
        contentBasedDeduplication === true &&
        wrong("contentBasedDeduplication", true, "only a FIFO queue has it", source),
      isGiven(redrivePolicy) &&
        !isGiven(target) &&
        wrong(
          "redrivePolicy",
          redrivePolicy,
          "JSON with deadLetterTargetArn and maxReceiveCount is allowed",
          source,
        ),
      isGiven(target) &&
        isOurs &&
        !found &&
        wrong(
          "redrivePolicy.deadLetterTargetArn",
          target,
          "the ARN of a queue that exists is allowed",
          source,
        ),
      isGiven(target) &&
        String(target).endsWith(".fifo") !== (fifoQueue === true) &&
        wrong(
          "redrivePolicy.deadLetterTargetArn",
          target,
          "a FIFO queue has a FIFO queue, and a standard queue a standard one",
          letters,
        ),
      isGiven(target) &&
        (!isGiven(maxReceiveCount) || Number(maxReceiveCount) < 1 || Number(maxReceiveCount) > 1000) &&
        wrong(
          "redrivePolicy.maxReceiveCount",
          maxReceiveCount,
          "1 to 1,000 are allowed",
          `${guide}/sqs-configure-dead-letter-queue.html`,
        ),
    ),
    ...documentProblems("policy", policy, toQueue),
  ];
};

const topic: Rule = ({ inputs }) => {
  const { name, fifoTopic = false, policy } = inputs;
  const isFifoName = String(name).endsWith(".fifo");
  return [
    ...problemsOf(
      (fifoTopic === true) !== isFifoName &&
        wrong(
          "name",
          name,
          "the name of a FIFO topic, and of no other, ends with .fifo",
          `${sns}/API_CreateTopic.html`,
        ),
    ),
    ...documentProblems("policy", policy, toTopic),
  ];
};

/** What each protocol delivers to. */
const endpoints: Readonly<Record<string, readonly [RegExp, string]>> = {
  email: [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address is allowed"],
  "email-json": [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address is allowed"],
  http: [/^http:\/\//, "a URL that begins with http:// is allowed"],
  https: [/^https:\/\//, "a URL that begins with https:// is allowed"],
  sms: [/^\+?[\d -]+$/, "a telephone number is allowed"],
  sqs: [/^arn:[^:]+:sqs:/, "the ARN of a queue is allowed"],
  lambda: [/^arn:[^:]+:lambda:/, "the ARN of a function is allowed"],
  firehose: [/^arn:[^:]+:firehose:/, "the ARN of a delivery stream is allowed"],
  application: [/^arn:[^:]+:sns:/, "the ARN of an application's endpoint is allowed"],
};

const subscription: Rule = ({ inputs }) => {
  const { protocol, endpoint, filterPolicy, rawMessageDelivery, subscriptionRoleArn } = inputs;
  const [pattern, allowed] = endpoints[String(protocol)] ?? [/./, ""];
  const developer = `${docs}/sns/latest/dg`;
  return problemsOf(
    !pattern.test(String(endpoint)) &&
      wrong("endpoint", endpoint, `${allowed} for the protocol ${protocol}`, `${sns}/API_Subscribe.html`),
    isGiven(filterPolicy) &&
      parsed(filterPolicy) === undefined &&
      wrong(
        "filterPolicy",
        filterPolicy,
        "JSON is allowed",
        `${developer}/sns-subscription-filter-policies.html`,
      ),
    rawMessageDelivery === true &&
      !["sqs", "http", "https", "firehose"].includes(String(protocol)) &&
      wrong(
        "rawMessageDelivery",
        true,
        "sqs, http, https and firehose have it",
        `${developer}/sns-large-payload-raw-message-delivery.html`,
      ),
    protocol === "firehose" &&
      !isGiven(subscriptionRoleArn) &&
      wrong("subscriptionRoleArn", undefined, "firehose needs it", `${sns}/API_Subscribe.html`),
  );
};

const eventRule: Rule = ({ inputs }) => {
  const { scheduleExpression, eventPattern } = inputs;
  const source = `${docs}/eventbridge/latest/APIReference/API_PutRule.html`;
  return problemsOf(
    !isGiven(scheduleExpression) &&
      !isGiven(eventPattern) &&
      wrong("scheduleExpression", undefined, "scheduleExpression or eventPattern is needed", source),
    isGiven(eventPattern) &&
      Object.keys(objectAt(parsed(eventPattern))).length === 0 &&
      wrong("eventPattern", eventPattern, "a JSON object of patterns is allowed", source),
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  [queueType]: queue,
  "aws:sqs/queuePolicy:QueuePolicy": ({ inputs }) => documentProblems("policy", inputs.policy, toQueue),
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicPolicy:TopicPolicy": ({ inputs }) => documentProblems("policy", inputs.policy, toTopic),
  "aws:sns/topicSubscription:TopicSubscription": subscription,
  "aws:cloudwatch/eventRule:EventRule": eventRule,
};
