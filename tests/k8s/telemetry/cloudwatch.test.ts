/** `telemetry: cloudwatch` as `up` creates it. */
import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import { agent, gateway } from "../../../k8s/telemetry/addresses";
import { checkPolicies } from "../../../policy/results";
import { policySettings } from "../../../policy/settings";
import { all, evaluated, one, statements } from "../../evaluated";
import { testProject, testProjectName } from "../../project/test-project";

const on = { telemetry: "cloudwatch" };
const STORE = "telemetry-store";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

let off: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  off = await evaluated("prod");
  prod = await evaluated("prod", { changes: on });
}, 120_000);

const group = () => one(prod, LOG_GROUP, STORE);
const find = (evaluation: Evaluation, type: string, name: string): EvaluatedResource["inputs"] => {
  const found = all(evaluation, type).find(({ inputs }) => valueAt(inputs, "metadata.name") === name);
  if (found === undefined) throw new Error(`no ${type} ${name}`);
  return found.inputs;
};
const podOf = (type: string, name: string) =>
  Object(valueAt(find(prod, `kubernetes:apps/v1:${type}`, name), "spec.template.spec"));
const config = () => {
  const { inputs } = one(prod, "kubernetes:core/v1:ConfigMap", "telemetry-gateway");
  return JSON.parse(String(Object(inputs.data)["config.json"]));
};

test.each(["dev", "prod"])("%s complies with every policy", async (stack) => {
  const { config: given } = readStackConfig(testProject, stack);
  const { resources } = await evaluated(stack, { changes: on });
  expect(checkPolicies(resources, policySettings(given, testProjectName))).toEqual([]);
});

test("it adds a log group and a role with its association to AWS, and changes the thumbnailer and its role there", () => {
  const inAws = ({ resources }: Evaluation) =>
    new Map(
      resources
        .filter(({ type }) => type.startsWith("aws:"))
        // Passwords are random in each evaluation.
        .map(({ urn, inputs, secrets }) => [
          urn,
          JSON.stringify({ ...inputs, ...Object.fromEntries(secrets.map((key) => [key, ""])) }),
        ]),
    );
  const [before, after] = [inAws(off), inAws(prod)];
  const changed = [...before].filter(([urn, inputs]) => after.get(urn) !== inputs).map(([urn]) => urn);
  expect(changed.map((urn) => urn.replace(/^.*\$/, "")).sort()).toEqual([
    "aws:iam/rolePolicy:RolePolicy::thumbnailer",
    "aws:lambda/function:Function::thumbnailer",
  ]);
  const added = [...after.keys()].filter((urn) => !before.has(urn));
  expect(added.map((urn) => urn.replace(/^.*\$/, "")).sort()).toEqual(
    ["cloudwatch/logGroup:LogGroup", "eks/podIdentityAssociation:PodIdentityAssociation"]
      .concat(["iam/role:Role", "iam/rolePolicy:RolePolicy"])
      .map((type) => `aws:${type}::${STORE}`),
  );
});

test("the logs have the retention of the stack and its key", () => {
  const key = one(prod, "aws:kms/key:Key", "platform").outputs.arn;
  const others = all(prod, LOG_GROUP).filter(({ name }) => name !== STORE);
  expect(group().inputs).toMatchObject({
    kmsKeyId: key,
    retentionInDays: others[0]?.inputs.retentionInDays,
  });
});

test("the gateway alone has a role, which writes to the log group and to X-Ray, and reads nothing", () => {
  const role = one(prod, "aws:iam/rolePolicy:RolePolicy", STORE);
  expect(statements(role.inputs.policy)).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`${group().outputs.arn}:*`],
    },
    { Effect: "Allow", Action: ["xray:PutTraceSegments"], Resource: ["*"] },
  ]);
  const ours = all(prod, "aws:eks/podIdentityAssociation:PodIdentityAssociation").filter(({ inputs }) =>
    [gateway.namespace, agent.namespace].some((namespace) => namespace === inputs.namespace),
  );
  expect(ours.map(({ inputs }) => [inputs.namespace, inputs.serviceAccount])).toEqual([
    [gateway.namespace, gateway.name],
  ]);
  expect(podOf("StatefulSet", gateway.name)).toMatchObject({
    serviceAccountName: gateway.name,
    automountServiceAccountToken: false,
  });
  expect(podOf("DaemonSet", agent.name)).not.toHaveProperty("serviceAccountName");
  const account = find(prod, "kubernetes:core/v1:ServiceAccount", gateway.name);
  expect(account).toMatchObject({ automountServiceAccountToken: false });
});

test("the gateway reaches CloudWatch, X-Ray and the agent with its credentials, and nothing else", async () => {
  const podIdentity = {
    to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
    ports: [{ protocol: "TCP", port: 80 }],
  };
  expect(valueAt(find(prod, POLICY, gateway.name), "spec.egress")).toEqual([
    {
      to: [{ ipBlock: { cidr: "0.0.0.0/0", except: expect.arrayContaining(["10.0.0.0/8"]) } }],
      ports: [{ protocol: "TCP", port: 443 }],
    },
    podIdentity,
  ]);
  const byName = await evaluated("prod", { changes: { ...on, egressBy: "names" } });
  expect(valueAt(find(byName, POLICY, gateway.name), "spec.egress")).toEqual([podIdentity]);
  const type = "kubernetes:networking.k8s.aws/v1alpha1:ApplicationNetworkPolicy";
  expect(valueAt(find(byName, type, "telemetry-gateway-by-name"), "spec.egress")).toContainEqual({
    to: [{ domainNames: ["logs.us-east-1.amazonaws.com", "xray.us-east-1.amazonaws.com"] }],
    ports: [{ protocol: "TCP", port: 443 }],
  });
});

test("logs go to the log group, traces to X-Ray, and both wait in a queue on disk", () => {
  const { exporters, receivers, service } = config();
  const logGroupName = group().outputs.name;
  expect(exporters.awscloudwatchlogs).toMatchObject({
    region: "us-east-1",
    log_group_name: logGroupName,
    sending_queue: { storage: "file_storage", block_on_overflow: false },
    retry_on_failure: { max_elapsed_time: "0s" },
  });
  expect(exporters.awsxray).toMatchObject({
    ...{ region: "us-east-1", aws_log_groups: [logGroupName] },
    indexed_attributes: ["http.route", "error.type", "gallery.database.node"],
  });
  // The exporter to X-Ray has no queue: one to the gateway itself has it.
  const queued = exporters["otlp_grpc/queued"];
  expect(queued).toMatchObject({
    endpoint: receivers["otlp/queued"].protocols.grpc.endpoint,
    sending_queue: { storage: "file_storage" },
    retry_on_failure: { max_elapsed_time: "0s" },
  });
  expect(queued.endpoint).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(service.pipelines).toMatchObject({
    traces: { processors: ["memory_limiter", "tail_sampling"], exporters: ["otlp_grpc/queued"] },
    "traces/queued": { receivers: ["otlp/queued"], exporters: ["awsxray"] },
    logs: { exporters: ["awscloudwatchlogs"] },
  });
});

test("no record is older or longer than CloudWatch takes", () => {
  const { processors, service } = config();
  expect(service.pipelines.logs.processors).toEqual(["memory_limiter", "transform/cloudwatch"]);
  expect(processors["transform/cloudwatch"].log_statements.join("\n")).toMatch(
    /set\(log\.time, Now\(\)\) .*"240h"[\s\S]*Substring\(log\.body, 0, 131072, true\)/,
  );
});

test("every component that a pipeline names is configured, and every other one is used", () => {
  const { receivers, processors, exporters, service } = config();
  const used = (kind: string) =>
    new Set(
      Object.values<Record<string, string[]>>(service.pipelines).flatMap((pipeline) => pipeline[kind] ?? []),
    );
  expect([...used("receivers")].sort()).toEqual(Object.keys(receivers).sort());
  expect([...used("processors")].sort()).toEqual(Object.keys(processors).sort());
  expect([...used("exporters")].sort()).toEqual(Object.keys(exporters).sort());
});

test("the thumbnailer, which is outside of the VPC, keeps its spans in the photos' bucket, where they expire after a day", () => {
  const bucket = one(prod, "aws:s3/bucket:Bucket", "photos").outputs;
  const { variables } = Object(one(prod, "aws:lambda/function:Function", "thumbnailer").inputs.environment);
  expect(variables).toEqual({
    SPANS_BUCKET: bucket.bucket,
    OTEL_RESOURCE_ATTRIBUTES: "service.namespace=gallery,deployment.environment.name=prod",
  });
  const may = (evaluation: Evaluation) =>
    statements(one(evaluation, "aws:iam/rolePolicy:RolePolicy", "thumbnailer").inputs.policy).filter(
      ({ Action, Resource }) => /xray/.test(String(Action)) || /spans/.test(String(Resource)),
    );
  expect(may(prod)).toEqual([
    { Effect: "Allow", Action: ["s3:PutObject"], Resource: [`${bucket.arn}/spans/*`] },
  ]);
  expect(may(off)).toEqual([]);
  const lifecycle = one(prod, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "photos");
  expect(lifecycle.inputs.rules).toContainEqual({
    id: "forget-spans",
    status: "Enabled",
    filter: { prefix: "spans/" },
    expiration: { days: 1 },
    noncurrentVersionExpiration: { noncurrentDays: 1 },
  });
  // A photo is not below the prefix, and the function that makes thumbnails is not called for spans.
  const { lambdaFunctions } = one(prod, "aws:s3/bucketNotification:BucketNotification").inputs;
  expect(lambdaFunctions).toMatchObject([{ filterPrefix: "originals/" }]);
});

test("the pod of the gateway starts when it has its role, and the role is removed after it", () => {
  const { dependencies } = one(prod, "kubernetes:apps/v1:StatefulSet", "telemetry-gateway");
  expect(dependencies.map((urn) => urn.split("::").at(-2))).toEqual(
    expect.arrayContaining([expect.stringContaining("PodIdentityAssociation")]),
  );
});
