import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { environment, readConfig } from "../../app/src/config";
import { image } from "../../k8s/image";
import { evaluated } from "../evaluated";
import { inRegion } from "../index/regions";
import { stackOf } from "./stack";

let dev: readonly EvaluatedResource[];
let prod: readonly EvaluatedResource[];
beforeAll(async () => {
  dev = (await stackOf("dev")).resources;
  prod = (await stackOf("prod")).resources;
});

const ofKind = (resources: readonly EvaluatedResource[], kind: string) =>
  resources.filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`));

/** The inputs as text, to search for values that must not be in them. */
const textOf = (resources: readonly EvaluatedResource[]) =>
  JSON.stringify(resources.map(({ inputs }) => inputs));

test("everything in the cluster uses the cluster's provider and belongs to a component", () => {
  const objects = [...dev, ...prod].filter(({ type }) => /^kubernetes:.*\//.test(type));
  expect(new Set(objects.map(({ provider }) => provider))).toEqual(new Set(["cluster"]));
  expect(objects.filter(({ parent }) => !/groundwork:k8s:\w+::/.test(parent))).toEqual([]);
});

test("no Deployment sets a number of pods: the autoscaler decides it", () => {
  const specs = ofKind(prod, "Deployment").map(({ inputs }) => JSON.stringify(inputs));
  expect(specs).toHaveLength(2);
  for (const spec of specs) expect(spec).not.toContain('"replicas"');
});

test("secrets are marked as secrets in Pulumi, and are in no ConfigMap", () => {
  for (const secret of ofKind(prod, "Secret")) expect(secret.secrets).toContain("stringData");
  // A user name is stored beside its password, and is not a secret.
  const secrets = ofKind(prod, "Secret").flatMap(({ inputs }) =>
    Object.entries(Object(inputs.stringData)).flatMap(([key, value]) => (key === "user" ? [] : [value])),
  );
  expect(secrets.length).toBeGreaterThanOrEqual(3);
  const others = textOf(
    prod.filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Secret")),
  );
  for (const value of secrets) expect(others).not.toContain(value);
});

test("each part gets only the secrets that it needs: the page none, the migration no token", () => {
  const keys = Object.fromEntries(
    ofKind(prod, "Secret")
      .filter(({ name }) => name.startsWith("gallery-"))
      .map(({ name, inputs }) => [
        name.replace(/-[0-9a-f]{10}$/, ""),
        Object.keys(Object(inputs.stringData)),
      ]),
  );
  expect(keys).toEqual({
    "gallery-api": ["CURATOR_TOKEN", "DATABASE_PASSWORD"],
    "gallery-migration": ["DATABASE_PASSWORD"],
  });
  expect(textOf(ofKind(prod, "Deployment").filter(({ name }) => name.includes("web")))).not.toContain(
    "secretRef",
  );
});

test("pods read secrets from files, whose paths are in the environment", () => {
  for (const [kind, name, secrets] of [
    ["Deployment", "gallery-api", ["DATABASE_PASSWORD", "CURATOR_TOKEN"]],
    ["Job", /^gallery-migration-/, ["DATABASE_PASSWORD"]],
  ] as const) {
    const found = ofKind(prod, kind).find((each) =>
      typeof name === "string" ? each.name === name : name.test(each.name),
    );
    const { containers, volumes } = Object(found?.inputs.spec).template.spec;
    const [{ env, envFrom, volumeMounts }] = containers;
    const mount = volumeMounts.find((each: { name: string }) => each.name === "secrets");
    expect(mount.readOnly).toBe(true);
    expect(env).toEqual(
      secrets.map((secret) => ({ name: `${secret}_FILE`, value: `${mount.mountPath}/${secret}` })),
    );
    expect(JSON.stringify(envFrom)).not.toContain("secretRef");
    // The group of the process can read them, and other users cannot.
    expect(volumes.find((each: { name: string }) => each.name === "secrets").secret.defaultMode).toBe(0o440);
  }
});

test("without the setting, pods of a running stack get the same Secrets as environment variables", async () => {
  const earlier = (await stackOf("prod", { gallerySecrets: "environment" })).resources;
  // Passwords are generated in each evaluation.
  const described = (resources: readonly EvaluatedResource[]) =>
    [...ofKind(resources, "Secret"), ...ofKind(resources, "ConfigMap")].map(({ name, inputs }) => ({
      name,
      data: inputs.data,
      keys: Object.keys(Object(inputs.stringData)),
    }));
  expect(described(earlier)).toEqual(described(prod));
  const [api] = ofKind(earlier, "Deployment").filter(({ name }) => name === "gallery-api");
  const [{ env, envFrom }] = Object(api?.inputs.spec).template.spec.containers;
  expect(env).toBeUndefined();
  expect(JSON.stringify(envFrom)).toContain("secretRef");
});

test("configuration that pods read at start is immutable, and gets a new name when it changes", () => {
  const read = [...ofKind(prod, "ConfigMap"), ...ofKind(prod, "Secret")].filter(({ name }) =>
    /^gallery-(api|web)$/.test(name),
  );
  expect(read).toHaveLength(3);
  for (const { inputs } of read) {
    expect(inputs.immutable).toBe(true);
    expect(Object(inputs.metadata)).not.toHaveProperty("name");
  }
});

test("the application connects to Service names and verifies the database's own name", () => {
  const [config] = ofKind(prod, "ConfigMap").filter(({ name }) => name === "gallery-api");
  const data = Object(config?.inputs.data);
  const aliases = new Map(
    ofKind(prod, "Service")
      .filter(({ inputs }) => Object(inputs.spec).type === "ExternalName")
      .map(({ inputs }) => [Object(inputs.metadata).name, Object(inputs.spec).externalName]),
  );
  expect(data.DATABASE_PRIMARY_TLS_NAME).toBe(aliases.get(data.DATABASE_PRIMARY_HOST));
  const hosts = data.DATABASE_REPLICA_HOSTS.split(",");
  expect(hosts).toEqual(["database-replica-1", "database-replica-2", "database-replica-3"]);
  expect(data.DATABASE_REPLICA_TLS_NAMES.split(",")).toEqual(hosts.map((host: string) => aliases.get(host)));
});

test("no pod starts before the migration of its image is complete", () => {
  const [job] = ofKind(prod, "Job");
  for (const { dependencies } of ofKind(prod, "Deployment")) expect(dependencies).toContain(job?.urn);
});

test("the migration runs again only for another image", async () => {
  const other = ofKind(
    (await stackOf("prod", { galleryImage: "example.com/gallery:9.9.9" })).resources,
    "Job",
  );
  const same = ofKind((await stackOf("prod", { databaseReplicas: 1, apiReplicasMax: 20 })).resources, "Job");
  expect(same.map(({ urn }) => urn)).toEqual(ofKind(prod, "Job").map(({ urn }) => urn));
  expect(other.map(({ urn }) => urn)).not.toEqual(same.map(({ urn }) => urn));
});

test("prod serves only HTTPS, under two names in its certificate", () => {
  const [ingress] = ofKind(prod, "Ingress");
  expect(textOf(ofKind(prod, "Ingress"))).toContain('"alb.ingress.kubernetes.io/ssl-redirect":"443"');
  const hosts = Object(ingress?.inputs.spec).rules.map(({ host }: { host: string }) => host);
  const certificate = prod.find(({ type }) => type === "aws:acm/certificate:Certificate")?.inputs;
  expect(hosts).toEqual([certificate?.domainName, ...Object(certificate?.subjectAlternativeNames)]);
  const aliases = prod.filter(
    ({ type, name }) => type === "aws:route53/record:Record" && name.startsWith("aliases"),
  );
  expect(aliases.map(({ inputs }) => inputs.name)).toEqual(hosts);
});

test("dev serves on the load balancer's DNS name, without certificate and DNS record", () => {
  const [ingress] = ofKind(dev, "Ingress");
  expect(Object(ingress?.inputs.spec).rules).toEqual([{ http: expect.anything() }]);
  expect(dev.filter(({ type }) => /acm|route53/.test(type))).toEqual([]);
});

test("only dev can run on spot instances", () => {
  const capacity = (resources: readonly EvaluatedResource[]) =>
    /"karpenter.sh\/capacity-type","operator":"In","values":(\[[^\]]*\])/.exec(
      textOf(ofKind(resources, "NodePool")),
    )?.[1];
  expect(capacity(dev)).toBe('["spot","on-demand"]');
  expect(capacity(prod)).toBe('["on-demand"]');
});

test("no service account token is mounted, and each part has a separate service account", () => {
  const pods = [...ofKind(prod, "Deployment"), ...ofKind(prod, "Job")].map(
    ({ inputs }) => Object(inputs.spec).template.spec,
  );
  expect(pods.map(({ automountServiceAccountToken }) => automountServiceAccountToken)).toEqual([
    false,
    false,
    false,
  ]);
  expect(new Set(pods.map(({ serviceAccountName }) => serviceAccountName)).size).toBe(3);
});

test("the thumbnailer can read originals and write thumbnails, and nothing else in the bucket", () => {
  const role = prod.find(
    ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name.startsWith("thumbnailer"),
  );
  const { Statement } = JSON.parse(String(role?.inputs.policy));
  const s3 = Statement.filter(({ Action }: { Action: string[] }) => Action[0]?.startsWith("s3:"));
  const bucket = prod.find(({ type }) => type === "aws:s3/bucket:Bucket")?.outputs.arn;
  expect(
    s3.map(({ Resource, Action }: { Resource: string; Action: string[] }) => [Resource, Action]),
  ).toEqual([
    [`${bucket}/originals/*`, ["s3:GetObject"]],
    [`${bucket}/thumbnails/*`, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]],
    [bucket, ["s3:ListBucket"]],
  ]);
  expect(JSON.stringify(Statement)).not.toContain('"Resource":"*"');
});

test("an event whose thumbnail cannot be created is kept in a queue", () => {
  const queue = prod.find(({ type }) => type === "aws:sqs/queue:Queue");
  const invoke = prod.find(({ type }) => type.startsWith("aws:lambda/functionEventInvokeConfig"));
  expect(Object(invoke?.inputs.destinationConfig).onFailure.destination).toBe(queue?.outputs.arn);
  const bucket = prod.find(({ type }) => type.includes("bucketServerSideEncryptionConfiguration:"));
  const [rule] = Object(bucket?.inputs.rules);
  expect(queue?.inputs.kmsMasterKeyId).toBe(rule.applyServerSideEncryptionByDefault.kmsMasterKeyId);
});

test("every role's environment is valid in the application's schema", () => {
  const dataOf = (kind: string, name: string) =>
    Object.assign(
      {},
      ...ofKind(prod, kind)
        .filter((one) => one.name.startsWith(name))
        .map(({ inputs }) => inputs.data ?? inputs.stringData),
    );
  const given = {
    api: { ...dataOf("ConfigMap", "gallery-api"), ...dataOf("Secret", "gallery-api") },
    web: dataOf("ConfigMap", "gallery-web"),
    migrate: { ...dataOf("ConfigMap", "gallery-migration-"), ...dataOf("Secret", "gallery-migration-") },
  };
  for (const role of ["api", "web", "migrate"] as const) {
    expect(() => readConfig(role, given[role])).not.toThrow();
    // Nothing would read a name that is not in the schema. The AWS SDK itself reads the region.
    const known = [...Object.keys(environment[role].shape), "AWS_REGION"];
    expect(Object.keys(given[role]).filter((key) => !known.includes(key))).toEqual([]);
  }
});

test("pods have time to drain and to finish requests before they are killed", () => {
  const { SHUTDOWN_GRACE_SECONDS } = readConfig("web", {});
  for (const { inputs } of ofKind(prod, "Deployment")) {
    const { terminationGracePeriodSeconds, containers } = Object(inputs.spec).template.spec;
    const drain = containers[0].lifecycle.preStop.sleep.seconds;
    expect(terminationGracePeriodSeconds).toBeGreaterThan(drain + SHUTDOWN_GRACE_SECONDS);
  }
});

test("the pods run as the image's user", () => {
  const [, user] = /^USER (\d+):/m.exec(readFileSync(join(projectFolder, "app", "Dockerfile"), "utf8")) ?? [];
  expect(String(image.user)).toBe(user);
});

test.each([
  ["eu-central-1", "s3.eu-central-1.amazonaws.com"],
  ["cn-north-1", "s3.cn-north-1.amazonaws.com.cn"],
])("the page loads photos from the host of the bucket in %s", async (region, host) => {
  const { resources, outputs } = await evaluated("dev", { changes: inRegion(region) });
  const [web] = ofKind(resources, "ConfigMap").filter(({ name }) => name === "gallery-web");
  expect(Object(web?.inputs.data).PHOTOS_ORIGIN).toBe(`https://${outputs.photoBucket}.${host}`);
});
