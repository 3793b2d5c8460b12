/** What the platform creates for applications of each kind. */
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { checkPolicies } from "../../policy/results";
import { policySettings } from "../../policy/settings";
import { all, evaluated, one, statements } from "../evaluated";
import { everyKind, imagesFor, shop } from "./specs";

const specs = [...everyKind, shop];
let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev", { applications: everyKind, changes: imagesFor(everyKind) });
  prod = await evaluated("prod", {
    applications: specs,
    changes: { ...imagesFor(specs), egressBy: "names", applicationReplicas: { orders: { min: 3, max: 9 } } },
  });
});

const inputs = (evaluation: Evaluation, type: string, name: string) =>
  one(evaluation, `kubernetes:${type}`, name).inputs;
/** The only container of a pod. */
function containerOf(evaluation: Evaluation, type: string, name: string, pod: string): unknown {
  const containers = valueAt(inputs(evaluation, type, name), `${pod}.containers`);
  expect(containers).toHaveLength(1);
  return Array.isArray(containers) ? containers[0] : undefined;
}
const policyOf = (evaluation: Evaluation, name: string) =>
  inputs(evaluation, "networking.k8s.io/v1:NetworkPolicy", name).spec;
const roleOf = (evaluation: Evaluation, name: string) =>
  statements(one(evaluation, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy);

test("an application with a port has a Deployment, a Service, an autoscaler and a disruption budget", () => {
  const container = containerOf(dev, "apps/v1:Deployment", "orders", "spec.template.spec");
  expect(container).toMatchObject({
    name: "orders",
    image: imagesFor(everyKind).applicationImages.orders,
    readinessProbe: { httpGet: { path: "/readyz", port: "http" } },
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
  });
  expect(inputs(dev, "core/v1:Service", "orders")).toBeDefined();
  expect(inputs(dev, "policy/v1:PodDisruptionBudget", "orders")).toBeDefined();
  expect(inputs(dev, "autoscaling/v2:HorizontalPodAutoscaler", "orders").spec).toMatchObject({
    minReplicas: 2,
    maxReplicas: 4,
  });
  expect(inputs(prod, "autoscaling/v2:HorizontalPodAutoscaler", "orders").spec).toMatchObject({
    minReplicas: 3,
    maxReplicas: 9,
  });
});

test("a worker has no Service, and probes on the port of its metrics", () => {
  const services = all(dev, "kubernetes:core/v1:Service").map(({ name }) => name);
  expect(services).not.toContain("packer");
  const container = containerOf(dev, "apps/v1:Deployment", "packer", "spec.template.spec");
  expect(container).toMatchObject({
    args: ["pack"],
    livenessProbe: { httpGet: { path: "/healthz", port: "metrics" } },
  });
});

test("a job is a CronJob, whose Secret the stack does not create", () => {
  expect(inputs(dev, "batch/v1:CronJob", "report").spec).toMatchObject({
    schedule: "0 3 * * *",
    timeZone: "Etc/UTC",
    concurrencyPolicy: "Forbid",
  });
  const path = "spec.jobTemplate.spec.template.spec";
  expect(containerOf(dev, "batch/v1:CronJob", "report", path)).toMatchObject({
    env: expect.arrayContaining([{ name: "MAIL_TOKEN_FILE", value: "/run/secrets/references/MAIL_TOKEN" }]),
    volumeMounts: expect.arrayContaining([
      { name: "secret-references", mountPath: "/run/secrets/references", readOnly: true },
    ]),
  });
  expect(valueAt(inputs(dev, "batch/v1:CronJob", "report"), `${path}.volumes`)).toContainEqual({
    name: "secret-references",
    projected: {
      defaultMode: 0o440,
      sources: [{ secret: { name: "mail", items: [{ key: "token", path: "MAIL_TOKEN" }] } }],
    },
  });
});

test("the load balancer sends a path to the application, before the page", () => {
  const rules = valueAt(inputs(dev, "networking.k8s.io/v1:Ingress", "gallery"), "spec.rules");
  expect(rules).toMatchObject([{ http: { paths: [{ path: "/api" }, { path: "/orders" }, { path: "/" }] } }]);
});

test("an application on a host has a certificate, a rule and DNS records", () => {
  const host = "shop.gallery.example.com";
  const rules = valueAt(inputs(prod, "networking.k8s.io/v1:Ingress", "gallery"), "spec.rules");
  expect(rules).toContainEqual(expect.objectContaining({ host }));
  expect(one(prod, "aws:acm/certificate:Certificate", "shop-certificate").inputs.domainName).toBe(host);
  const parameters = one(prod, "kubernetes:eks.amazonaws.com/v1:IngressClassParams");
  expect(valueAt(parameters.inputs, "spec.certificateARNs")).toHaveLength(2);
  const records = all(prod, "aws:route53/record:Record").filter(({ inputs: { name } }) => name === host);
  expect(records.length).toBeGreaterThan(0);
});

test("the queue moves a message that failed three times to the dead-letter queue, and both are encrypted", () => {
  const queue = one(dev, "aws:sqs/queue:Queue", "orders");
  const letters = one(dev, "aws:sqs/queue:Queue", "orders-dead-letters");
  expect(JSON.parse(String(queue.inputs.redrivePolicy))).toEqual({
    deadLetterTargetArn: letters.outputs.arn,
    maxReceiveCount: 3,
  });
  for (const { inputs: given } of [queue, letters]) expect(given.kmsMasterKeyId).toMatch(/^arn:aws:kms:/);
});

test("a message in the dead-letter queue fires an alarm, which stays while SQS sends no metrics", () => {
  const { inputs: alarm } = one(dev, "aws:cloudwatch/metricAlarm:MetricAlarm", "orders-dead-letters");
  const topic = one(dev, "aws:sns/topic:Topic", "alerting").outputs.arn;
  expect(alarm).toMatchObject({
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: one(dev, "aws:sqs/queue:Queue", "orders-dead-letters").outputs.name },
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    treatMissingData: "ignore",
    alarmActions: [topic],
    okActions: [topic],
  });
  expect(alarm.alarmDescription).toMatch(
    /^orders could not .+ Runbook: docs\/runbooks\/DeadLettersWaiting\.md$/,
  );
  const alarms = all(dev, "aws:cloudwatch/metricAlarm:MetricAlarm").map(
    ({ inputs: { namespace } }) => namespace,
  );
  expect(alarms.filter((namespace) => namespace === "AWS/SQS")).toHaveLength(1);
});

test("a bucket of an application is private, encrypted and versioned, and protected with production guard rails", () => {
  const [inDev, inProd] = [dev, prod].map((stack) => one(stack, "aws:s3/bucket:Bucket", "files-report"));
  expect([inDev?.inputs.forceDestroy, inDev?.protect]).toEqual([true, false]);
  expect([inProd?.inputs.forceDestroy, inProd?.protect]).toEqual([false, true]);
  const parts = [
    "PublicAccessBlock",
    "OwnershipControls",
    "Policy",
    "ServerSideEncryptionConfiguration",
    "Versioning",
  ];
  for (const part of parts)
    expect(one(dev, `aws:s3/bucket${part}:Bucket${part}`, "files-report").inputs.bucket).toBe(
      inDev?.outputs.bucket,
    );
  const { inputs } = one(
    dev,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "files-report",
  );
  expect(inputs.rules).toMatchObject([{ noncurrentVersionExpiration: { noncurrentDays: 7 } }]);
});

test("each role allows its queues, buckets and permissions, and nothing else", () => {
  const orders = one(dev, "aws:sqs/queue:Queue", "orders").outputs.arn;
  expect(roleOf(dev, "orders").map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [expect.arrayContaining(["sqs:SendMessage", "sqs:ReceiveMessage"]), [orders]],
    [["kms:Decrypt", "kms:GenerateDataKey"], [expect.stringMatching(/^arn:aws:kms:/)]],
  ]);
  const packer = roleOf(dev, "packer").flatMap(({ Action }) => Action);
  expect(packer).toContain("s3:GetObject");
  expect(packer).not.toContain("s3:PutObject");
  expect(packer).toContain("sqs:SendMessage");
  expect(packer).not.toContain("sqs:ReceiveMessage");
  const files = one(dev, "aws:s3/bucket:Bucket", "files-report").outputs.arn;
  expect(roleOf(dev, "report").map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [`${files}/*`]],
    [["s3:ListBucket"], [files]],
    [["kms:Decrypt", "kms:GenerateDataKey"], [expect.stringMatching(/^arn:aws:kms:/)]],
    [["ses:SendEmail"], [expect.stringContaining(":identity/")]],
  ]);
  expect(roleOf(dev, "packer").flatMap(({ Resource }) => Resource)).toContain(`${files}/*`);
  const roles = all(prod, "aws:iam/role:Role").map(({ name }) => name);
  expect(roles).not.toContain("shop");
});

test("policies allow an application what it reaches, at both ends", () => {
  const egress = JSON.stringify(valueAt({ spec: policyOf(dev, "orders") }, "spec.egress"));
  expect(egress).toContain("5432");
  expect(JSON.stringify(policyOf(dev, "packer"))).not.toContain("5432");
  expect(policyOf(dev, "packer-to-orders")).toEqual({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "packer" } } }],
        ports: [{ protocol: "TCP", port: 8080 }],
      },
    ],
  });
  expect(policyOf(dev, "packer-to-api")).toMatchObject({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "api" } },
  });
  const byName = one(
    prod,
    "kubernetes:networking.k8s.aws/v1alpha1:ApplicationNetworkPolicy",
    "packer-by-name",
  );
  const hostOf = (name: string) =>
    expect.stringMatching(new RegExp(`^groundwork-prod-${name}-\\w+\\.s3\\.us-east-1\\.amazonaws\\.com$`));
  expect(byName.inputs.spec).toMatchObject({
    egress: [
      {},
      {
        to: [
          {
            domainNames: [
              ...["carrier.example.com", "sqs.us-east-1.amazonaws.com"],
              ...[hostOf("files-report"), hostOf("photos")],
            ],
          },
        ],
      },
    ],
  });
  expect(JSON.stringify(policyOf(prod, "packer"))).not.toContain("0.0.0.0/0");
  expect(JSON.stringify(policyOf(dev, "report"))).not.toContain('"port":9090');
});

test("an application gets the connection to what it reaches", () => {
  const maps = all(dev, "kubernetes:core/v1:ConfigMap");
  const values = (name: string) => maps.find((each) => each.name === name)?.inputs.data;
  expect(values("orders")).toMatchObject({
    PORT: "8080",
    QUEUE_URL: one(dev, "aws:sqs/queue:Queue", "orders").outputs.url,
    DATABASE_PRIMARY_HOST: "database-primary",
  });
  expect(values("orders")).not.toHaveProperty("DATABASE_REPLICA_HOSTS");
  expect(values("packer")).toMatchObject({
    ORDERS_URL: "http://orders",
    API_URL: "http://api",
    ORDERS_QUEUE_URL: one(dev, "aws:sqs/queue:Queue", "orders").outputs.url,
  });
  const bucket = one(dev, "aws:s3/bucket:Bucket", "files-report").outputs.bucket;
  expect([values("report"), values("packer")]).toMatchObject([{ BUCKET: bucket }, { REPORT_BUCKET: bucket }]);
  expect(values("report")).toHaveProperty("DATABASE_REPLICA_HOSTS");
  expect(values("report")).not.toHaveProperty("DATABASE_PRIMARY_HOST");
});

test("the quota of the namespace fits all pods at the peak of a rollout", async () => {
  const without = await evaluated("dev");
  const pods = (evaluation: Evaluation) =>
    Number(valueAt(inputs(evaluation, "core/v1:ResourceQuota", "gallery"), "spec.hard.pods"));
  // Twice four pods and one more, for orders and for packer; two of report.
  expect(pods(dev) - pods(without)).toBe(9 + 9 + 2);
});

test("no policy is violated", () => {
  const check = (environment: string, { resources }: Evaluation) =>
    checkPolicies(resources, policySettings({ "groundwork:environment": environment }, "groundwork"))
      .filter(({ level }) => level === "mandatory")
      .map(({ message }) => message);
  expect([...check("dev", dev), ...check("prod", prod)]).toEqual([]);
});

test("the images are an output, from which the next update and previews start", () => {
  expect(dev.outputs.applicationImages).toEqual(imagesFor(everyKind).applicationImages);
});

test("pods start after their credentials exist", () => {
  const { dependencies } = one(dev, "kubernetes:apps/v1:Deployment", "orders");
  const namespace = one(dev, "kubernetes:core/v1:Namespace", "gallery");
  expect(dependencies).toContain(namespace.urn);
  expect(namespace.dependencies).toContain(
    one(dev, "aws:eks/podIdentityAssociation:PodIdentityAssociation", "orders").urn,
  );
});

test("Prometheus scrapes the applications, each as a job with its name", () => {
  const values = one(dev, "kubernetes:helm.sh/v3:Release", "monitoring").inputs.values;
  const configs = valueAt({ values }, "values.prometheus.prometheusSpec.additionalScrapeConfigs");
  expect(configs).toMatchObject([{ job_name: "gallery" }, { job_name: "applications" }]);
  const groups = valueAt({ values }, "values.additionalPrometheusRulesMap");
  const names = Object.keys(Object(groups)).filter((name) => name.startsWith("application"));
  // The worker and the job have no objectives.
  expect(names).toEqual(["application-orders-slo", "applications-red"]);
  const rules = JSON.stringify(groups);
  // 0.25 s, and 14.4 times 0.5 % of errors.
  expect(rules).toContain('method=~\\"GET\\",le=\\"0.25\\"');
  expect(rules).toContain('application:request_errors:ratio_rate1h{job=\\"orders\\"} > 0.072');
  expect(rules).toContain('absent(up{job=\\"packer\\"} == 1)');
  expect(rules).not.toContain('up{job=\\"report\\"}');
  const maps = all(dev, "kubernetes:core/v1:ConfigMap").map(({ name }) => name);
  expect(maps).toContain("monitoring-dashboard-applications");
  const { labels } = Object(valueAt(inputs(dev, "apps/v1:Deployment", "orders"), "spec.template.metadata"));
  expect(labels).toMatchObject({ "app.kubernetes.io/part-of": "applications" });
});
