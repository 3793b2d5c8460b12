import { type CallsByType, callsOf } from "./type";

const TAGS = "TagResource UntagResource";

export const operations: CallsByType = {
  "aws:cloudwatch/eventRule:EventRule": callsOf("events", {
    create: "PutRule TagResource",
    read: "DescribeRule ListTagsForResource",
    update: `PutRule ${TAGS}`,
    delete: "DeleteRule",
  }),
  "aws:cloudwatch/eventTarget:EventTarget": callsOf("events", {
    create: "PutTargets",
    read: "ListTargetsByRule",
    update: "PutTargets",
    delete: "RemoveTargets",
  }),
  "aws:cloudwatch/logGroup:LogGroup": callsOf("logs", {
    create: "CreateLogGroup TagResource PutRetentionPolicy",
    read: "DescribeLogGroups ListTagsForResource",
    update: `PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey DisassociateKmsKey ${TAGS}`,
    delete: "DeleteLogGroup",
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": callsOf("cloudwatch", {
    create: "PutMetricAlarm TagResource",
    read: "DescribeAlarms ListTagsForResource",
    update: `PutMetricAlarm ${TAGS}`,
    delete: "DeleteAlarms",
  }),
  "aws:sns/topic:Topic": callsOf("sns", {
    create: "CreateTopic TagResource SetTopicAttributes",
    read: "GetTopicAttributes ListTagsForResource",
    update: `SetTopicAttributes ${TAGS}`,
    delete: "DeleteTopic",
  }),
  "aws:sns/topicPolicy:TopicPolicy": callsOf("sns", {
    create: "SetTopicAttributes",
    read: "GetTopicAttributes",
    update: "SetTopicAttributes",
    delete: "SetTopicAttributes",
  }),
  "aws:sns/topicSubscription:TopicSubscription": callsOf("sns", {
    create: "Subscribe",
    read: "GetSubscriptionAttributes",
    update: "SetSubscriptionAttributes",
    delete: "Unsubscribe",
  }),
  "aws:sqs/queue:Queue": callsOf("sqs", {
    create: "CreateQueue TagQueue",
    read: "GetQueueAttributes ListQueueTags",
    update: "SetQueueAttributes TagQueue UntagQueue",
    delete: "DeleteQueue",
  }),
  "aws:sqs/queuePolicy:QueuePolicy": callsOf("sqs", {
    create: "SetQueueAttributes",
    read: "GetQueueAttributes",
    update: "SetQueueAttributes",
    delete: "SetQueueAttributes",
  }),
};
