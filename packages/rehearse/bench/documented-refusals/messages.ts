/** Documented refusals of queues, topics and schedules. */
import { policy, type RefusalTable, text } from "./table";

const sqs = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference";
const sns = "https://docs.aws.amazon.com/sns/latest/api";
const events = "https://docs.aws.amazon.com/eventbridge/latest";
const subscription = { topic: "<topic.arn>", protocol: "sqs", endpoint: "<queue.arn>" };
const deadLetters = (arn: string, maxReceiveCount: number) => ({ redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount }) });

export const messages: readonly RefusalTable[] = [
  {
    type: "aws:sqs/queue:Queue",
    source: `${sqs}/API_CreateQueue.html`,
    valid: { name: "orders" },
    rows: [
      { kind: "number out of its range", title: "messages for 15 days", refused: { messageRetentionSeconds: 1_296_000 }, accepted: { messageRetentionSeconds: 1_209_600 }, names: "messageRetentionSeconds" },
      { kind: "number out of its range", title: "messages for 59 seconds", refused: { messageRetentionSeconds: 59 }, accepted: { messageRetentionSeconds: 60 }, names: "messageRetentionSeconds" },
      { kind: "number out of its range", title: "messages invisible for over 12 hours", refused: { visibilityTimeoutSeconds: 43_201 }, accepted: { visibilityTimeoutSeconds: 43_200 }, names: "visibilityTimeoutSeconds" },
      { kind: "number out of its range", title: "a delay over 15 minutes", refused: { delaySeconds: 901 }, accepted: { delaySeconds: 900 }, names: "delaySeconds" },
      { kind: "number out of its range", title: "a wait of 21 seconds", refused: { receiveWaitTimeSeconds: 21 }, accepted: { receiveWaitTimeSeconds: 20 }, names: "receiveWaitTimeSeconds" },
      { kind: "number out of its range", title: "messages of less than 1 KiB", refused: { maxMessageSize: 1023 }, accepted: { maxMessageSize: 1024 }, names: "maxMessageSize" },
      { kind: "text not allowed", title: "a name of 81 characters", refused: { name: text(81) }, accepted: { name: text(80) }, names: "name" },
      { kind: "text not allowed", title: "a FIFO queue without its suffix", refused: { fifoQueue: true }, accepted: { fifoQueue: true, name: "orders.fifo" }, names: "name" },
      { kind: "text not allowed", title: "the suffix of a FIFO queue at a standard one", refused: { name: "orders.fifo" }, accepted: { name: "orders-fifo" }, names: "name" },
      { kind: "inputs contradict each other", title: "deduplication in a standard queue", refused: { contentBasedDeduplication: true }, accepted: { contentBasedDeduplication: true, fifoQueue: true, name: "orders.fifo" }, names: "contentBasedDeduplication" },
      { kind: "reference to nothing", title: "a dead-letter queue that does not exist", refused: deadLetters("arn:aws:sqs:us-east-1:111122223333:nothing", 5), accepted: deadLetters("<queue.arn>", 5), names: "redrivePolicy" },
      {
        kind: "conflict with another resource",
        title: "a FIFO queue for the dead letters of a standard one",
        refused: deadLetters("<fifo-queue.arn>", 5),
        accepted: deadLetters("<queue.arn>", 5),
        names: "redrivePolicy",
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
      },
      {
        kind: "number out of its range",
        title: "dead letters after 1,001 receipts",
        refused: deadLetters("<queue.arn>", 1001),
        accepted: deadLetters("<queue.arn>", 1000),
        names: "maxReceiveCount",
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue.html",
      },
      { kind: "number out of its range", title: "a data key for 59 seconds", refused: { kmsMasterKeyId: "<key.arn>", kmsDataKeyReusePeriodSeconds: 59 }, accepted: { kmsMasterKeyId: "<key.arn>", kmsDataKeyReusePeriodSeconds: 60 }, names: "kmsDataKeyReusePeriodSeconds" },
    ],
  },
  {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    valid: { queueUrl: "<queue.url>", policy: policy({ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: "<queue.arn>" }) },
    rows: [
      { kind: "document not accepted", title: "a queue's policy without a principal", refused: { policy: policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: "<queue.arn>" }) }, accepted: {}, names: "Principal" },
      { kind: "document not accepted", title: "a queue's policy that allows an action of SNS", refused: { policy: policy({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "<queue.arn>" }) }, accepted: {}, names: "Action", source: `${sqs}/API_SetQueueAttributes.html` },
    ],
  },
  {
    type: "aws:sns/topic:Topic",
    source: `${sns}/API_CreateTopic.html`,
    valid: { name: "orders" },
    rows: [
      { kind: "text not allowed", title: "a name with a dot", refused: { name: "orders.new" }, accepted: { name: "orders-new" }, names: "name" },
      { kind: "text not allowed", title: "a name of 257 characters", refused: { name: text(257) }, accepted: { name: text(256) }, names: "name" },
      { kind: "text not allowed", title: "a FIFO topic without its suffix", refused: { fifoTopic: true }, accepted: { fifoTopic: true, name: "orders.fifo" }, names: "name" },
      { kind: "document not accepted", title: "a policy that is no JSON", refused: { policy: "everybody" }, accepted: { policy: policy({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*" }) }, names: "policy" },
    ],
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    source: `${sns}/API_Subscribe.html`,
    valid: subscription,
    rows: [
      { kind: "not in the list of values", title: "an unknown protocol", refused: { protocol: "mail", endpoint: "ops@shop.example" }, accepted: { protocol: "email", endpoint: "ops@shop.example" }, names: "protocol" },
      { kind: "text not allowed", title: "a queue by its name", refused: { endpoint: "jobs" }, accepted: {}, names: "endpoint" },
      { kind: "text not allowed", title: "an address of HTTP for HTTPS", refused: { protocol: "https", endpoint: "http://shop.example" }, accepted: { protocol: "https", endpoint: "https://shop.example" }, names: "endpoint" },
      { kind: "text not allowed", title: "an e-mail address without a domain", refused: { protocol: "email", endpoint: "ops" }, accepted: { protocol: "email", endpoint: "ops@shop.example" }, names: "endpoint" },
      { kind: "document not accepted", title: "a filter that is no JSON", refused: { filterPolicy: "orders" }, accepted: { filterPolicy: '{"kind":["order"]}' }, names: "filterPolicy", source: "https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html" },
      {
        kind: "inputs contradict each other",
        title: "raw messages by e-mail",
        refused: { protocol: "email", endpoint: "ops@shop.example", rawMessageDelivery: true },
        accepted: { rawMessageDelivery: true },
        names: "rawMessageDelivery",
        source: "https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html",
      },
      { kind: "reference to nothing", title: "a topic that does not exist", refused: { topic: "arn:aws:sns:us-east-1:111122223333:nothing" }, accepted: {}, names: "topic" },
    ],
  },
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    source: `${events}/userguide/eb-scheduled-rule-pattern.html`,
    valid: { name: "nightly", scheduleExpression: "rate(5 minutes)" },
    rows: [
      { kind: "text not allowed", title: "one minute in the plural", refused: { scheduleExpression: "rate(1 minutes)" }, accepted: { scheduleExpression: "rate(1 minute)" }, names: "scheduleExpression" },
      { kind: "text not allowed", title: "a cron expression of five fields", refused: { scheduleExpression: "cron(0 3 * * *)" }, accepted: { scheduleExpression: "cron(0 3 * * ? *)" }, names: "scheduleExpression" },
      { kind: "text not allowed", title: "day of month and day of week together", refused: { scheduleExpression: "cron(0 3 1 * MON *)" }, accepted: { scheduleExpression: "cron(0 3 ? * MON *)" }, names: "scheduleExpression" },
      { kind: "required input missing", title: "a rule without a schedule and a pattern", refused: { scheduleExpression: undefined }, accepted: { scheduleExpression: undefined, eventPattern: '{"source":["aws.s3"]}' }, names: "scheduleExpression", source: `${events}/APIReference/API_PutRule.html` },
      { kind: "document not accepted", title: "a pattern that is no JSON", refused: { eventPattern: "aws.s3" }, accepted: { eventPattern: '{"source":["aws.s3"]}' }, names: "eventPattern", source: `${events}/APIReference/API_PutRule.html` },
      { kind: "text not allowed", title: "a name of 65 characters", refused: { name: text(65) }, accepted: { name: text(64) }, names: "name", source: `${events}/APIReference/API_PutRule.html` },
    ],
  },
];
