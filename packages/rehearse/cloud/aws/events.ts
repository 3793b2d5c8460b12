import type * as aws from "@pulumi/aws";
import { defineType, type Plain } from "../resource-type";
import { arn, tagsAll } from "./common";
import { topic } from "./sns";

const rule = "aws:cloudwatch/eventRule:EventRule";

/** Why EventBridge refuses a rule. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
function ruleProblems({ eventPattern, scheduleExpression }: Plain<aws.cloudwatch.EventRuleArgs>): string[] {
  if (eventPattern === undefined && scheduleExpression === undefined)
    return ["ValidationException: a rule needs an eventPattern or a scheduleExpression"];
  if (eventPattern === undefined) return [];
  try {
    const pattern: unknown = JSON.parse(eventPattern);
    const isObject = typeof pattern === "object" && pattern !== null && !Array.isArray(pattern);
    return isObject && Object.keys(pattern).length > 0
      ? []
      : ["InvalidEventPatternException: eventPattern is no object with fields"];
  } catch {
    return ["InvalidEventPatternException: eventPattern is no JSON"];
  }
}

/** Why EventBridge refuses a target. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
function targetProblems({
  inputTransformer,
  input,
  inputPath,
}: Plain<aws.cloudwatch.EventTargetArgs>): string[] {
  if ([inputTransformer, input, inputPath].filter((each) => each !== undefined).length > 1)
    return ["ValidationException: only one of input, inputPath and inputTransformer is allowed"];
  const { inputPaths = {}, inputTemplate = "" } = inputTransformer ?? {};
  const named = [...inputTemplate.matchAll(/<([\w.-]+)>/g)].map(([, name = ""]) => name);
  const missing = named.filter((name) => !(name in inputPaths) && !name.startsWith("aws.events."));
  return missing.map((name) => `ValidationException: inputTemplate has <${name}>, and inputPaths has not`);
}

export const resources = {
  [rule]: defineType<aws.cloudwatch.EventRule, aws.cloudwatch.EventRuleArgs>({
    autoName: { property: "name", maxLength: 64 },
    unique: ["name"],
    replaceOn: ["name", "eventBusName"],
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/events/rule.go: the default bus has no name.
    importId: ({ eventBusName = "default", name }) =>
      eventBusName === "default" ? name : `${eventBusName}/${name}`,
    refuse: ({ inputs }) => ruleProblems(inputs),
    defaults: { eventBusName: () => "default", forceDestroy: () => false },
    outputs: {
      arn: arn("events", ({ inputs }) => `rule/${inputs.name}`),
      tagsAll,
    },
    summary: ["description"],
    seconds: { create: 1, delete: 1 },
    // Rules for events of AWS services; custom events are billed.
    price: { free: "https://aws.amazon.com/eventbridge/pricing/" },
  }),

  "aws:cloudwatch/eventTarget:EventTarget": defineType<
    aws.cloudwatch.EventTarget,
    aws.cloudwatch.EventTargetArgs
  >({
    replaceOn: ["rule", "targetId", "eventBusName"],
    id: ({ inputs, hex }) => `${inputs.rule}-${inputs.targetId ?? `terraform-${hex(26)}`}`,
    references: {
      rule: { type: rule, by: "name" },
      arn: { ...topic, except: (value) => !value.includes(":sns:") },
    },
    refuse: ({ inputs }) => targetProblems(inputs),
    after: [
      {
        first: ["aws:sns/topicPolicy:TopicPolicy"],
        because:
          "EventBridge cannot publish to a topic whose policy does not allow it, and the event is lost",
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
      },
      {
        first: ["aws:lambda/permission:Permission"],
        because: "EventBridge cannot call a function whose policy does not allow it, and the event is lost",
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
      },
    ],
    defaults: {
      eventBusName: () => "default",
      forceDestroy: () => false,
      // The provider generates it: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/events/target.go
      targetId: ({ id, inputs }) => id.slice(String(inputs.rule).length + 1),
    },
    outputs: {},
    seconds: { create: 1, delete: 1 },
    // Deliveries to SNS are not billed.
    price: { free: "https://aws.amazon.com/eventbridge/pricing/" },
  }),
};
