/** The alert about an opened Kubernetes API: what it matches, where it is sent, and who may send it. */
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { evaluated, one, statements } from "../evaluated";

let prod: Evaluation;
beforeAll(async () => {
  prod = await evaluated("prod");
});

/** The event for an example of docs/on-call.md, with the fields of EKS in CloudTrail. */
const event = (detail: object = {}, resourcesVpcConfig: object = { endpointPublicAccess: true }) => ({
  source: "aws.eks",
  "detail-type": "AWS API Call via CloudTrail",
  detail: {
    eventSource: "eks.amazonaws.com",
    eventName: "UpdateClusterConfig",
    requestParameters: {
      name: one(prod, "aws:eks/cluster:Cluster", "cluster").outputs.name,
      resourcesVpcConfig,
    },
    ...detail,
  },
});

/** Whether a pattern with lists of values and `exists` matches. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
function matches(pattern: object, value: unknown): boolean {
  return Object.entries(pattern).every(([key, wanted]: [string, unknown]) => {
    const found: unknown = Object(value)[key];
    if (!Array.isArray(wanted)) return matches(Object(wanted), found);
    return wanted.some((each) =>
      typeof each === "object" ? each.exists === (found !== undefined) : each === found,
    );
  });
}

const pattern = () => {
  const { eventPattern } = one(prod, "aws:cloudwatch/eventRule:EventRule", "endpoint-alarm").inputs;
  return JSON.parse(String(eventPattern));
};

test("a call that opens the endpoint is reported, by whatever client", () => {
  const opened = { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.7/32"] };
  expect(matches(pattern(), event({}, opened))).toBe(true);
});

test.each<[string, () => object]>([
  ["the closing", () => event({}, { endpointPublicAccess: false })],
  ["a change of the logs", () => event({}, {})],
  ["a call that EKS rejected", () => event({ errorCode: "AccessDenied" })],
  [
    "another cluster",
    () => event({ requestParameters: { name: "other", resourcesVpcConfig: { endpointPublicAccess: true } } }),
  ],
])("%s is not reported", (_, given) => {
  expect(matches(pattern(), given())).toBe(false);
});

test("the alert goes to the topic of all alerts, names its runbook, and uses only fields that it has", () => {
  const target = one(prod, "aws:cloudwatch/eventTarget:EventTarget", "endpoint-alarm");
  expect(target.inputs.arn).toBe(one(prod, "aws:sns/topic:Topic", "alerting").outputs.arn);
  const { inputPaths, inputTemplate } = Object(target.inputs.inputTransformer);
  const text = JSON.parse(inputTemplate);
  expect(text).toContain("docs/runbooks/KubernetesApiOpened.md");
  const named = [...text.matchAll(/<(\w+)>/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(inputPaths).sort());
});

test("rules of this account may publish to the encrypted topic, and its key has no condition that SNS does not support for them", () => {
  const ofEvents = (policy: unknown) =>
    statements(policy).filter(({ Principal }) =>
      JSON.stringify(Principal)?.includes('"events.amazonaws.com"'),
    );
  const [publish] = ofEvents(one(prod, "aws:sns/topicPolicy:TopicPolicy", "alerting").inputs.policy);
  expect(publish).toMatchObject({ Effect: "Allow", Action: ["sns:Publish"] });
  expect(JSON.stringify(publish?.Condition)).toMatch(/aws:SourceArn.*:events:us-east-1:\d{12}:rule\/\*/);
  const [use] = ofEvents(one(prod, "aws:kms/key:Key", "alerting").inputs.policy);
  expect(use?.Action).toEqual(["kms:Decrypt", "kms:GenerateDataKey*"]);
  expect(JSON.stringify(use?.Condition)).not.toMatch(/aws:Source/);
  expect(JSON.stringify(use?.Condition)).toMatch(
    /kms:EncryptionContext:aws:sns:topicArn.*:sns:us-east-1:\d{12}:\*/,
  );
});
