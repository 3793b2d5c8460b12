/** Creates the AWS resources of applications, and builds the arguments of their objects in the cluster. */
import * as pulumi from "@pulumi/pulumi";
import { Aliases } from "../infra/aliases";
import { ApplicationAccess, type QueueAccess } from "../infra/application-access";
import { Certificate } from "../infra/certificate";
import { DeadLettersAlarm } from "../infra/dead-letters-alarm";
import { Files } from "../infra/files";
import type { Photos } from "../infra/photos";
import { Queue } from "../infra/queue";
import { image as contract } from "../k8s/image";
import type { OtherApplication } from "../k8s/other-application";
import { buildConnections } from "./connections";
import type { Platform } from "./platform";
import { releaseOf } from "./releases";
import type { ApplicationSpec } from "./spec";

/** Value of the label `app.kubernetes.io/part-of` of all applications but the gallery. */
const partOf = "applications";

/** An application, and what it needs before its pods start. */
interface Created {
  readonly inCluster: OtherApplication;
  readonly before: readonly pulumi.Resource[];
  /** Creates the DNS record of its host. */
  readonly pointTo: (loadBalancer: pulumi.Output<string>) => void;
}

/**
 * Creates the AWS resources of the applications.
 *
 * @param photos the gallery's. Undefined: the stack has no gallery, and checkApplications refuses what reaches them
 */
export function createApplications(
  platform: Platform,
  namespace: string,
  photos: Photos | undefined,
): readonly Created[] {
  const { specs } = platform;
  // Applications use queues and buckets of others, so these come first.
  const queues = new Map(
    specs.flatMap(({ name, queue }) =>
      queue === undefined ? [] : [[name, createQueue(platform, name, queue)]],
    ),
  );
  const files = new Map(
    specs.flatMap(({ name, bucket }) =>
      bucket === undefined ? [] : [[name, createFiles(platform, name, bucket)]],
    ),
  );
  return specs.map((spec) => createApplication(platform, spec, { namespace, photos, queues, files }));
}

/** Creates a queue, and the alarm on its dead letters. */
function createQueue(
  { alerting, dataKey, options }: Platform,
  name: string,
  given: NonNullable<ApplicationSpec["queue"]>,
): Queue {
  const queue = new Queue(name, { ...given, keyArn: dataKey.arn }, options);
  new DeadLettersAlarm(
    `${name}-dead-letters`,
    { application: name, queueName: queue.deadLettersName, topicArn: alerting.alertsArn },
    options,
  );
  return queue;
}

function createFiles(
  { settings, dataKey, options }: Platform,
  name: string,
  given: NonNullable<ApplicationSpec["bucket"]>,
): Files {
  const deletionProtection = settings.guardRails === "production";
  return new Files(name, { ...given, keyArn: dataKey.arn, deletionProtection }, options);
}

interface Shared {
  readonly namespace: string;
  readonly photos: Photos | undefined;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly files: ReadonlyMap<string, Files>;
}

function createApplication(platform: Platform, spec: ApplicationSpec, shared: Shared): Created {
  const access = createAccess(platform, spec, shared);
  const host = createHost(platform, spec);
  return {
    inCluster: buildArguments(platform, spec, shared, host, access !== undefined),
    before: access === undefined ? [] : [access.association],
    pointTo: (loadBalancer) => host?.pointTo(loadBalancer),
  };
}

function createAccess(
  { account, cluster, dataKey, options }: Platform,
  { name, reaches = {}, permissions = [] }: ApplicationSpec,
  { namespace, photos, queues, files }: Shared,
): ApplicationAccess | undefined {
  const keyArn = dataKey.arn;
  const accessTo = (owner: string, access: QueueAccess["access"]) => {
    const queue = queues.get(owner);
    return queue === undefined ? [] : [{ queueArn: queue.arn, keyArn, access }];
  };
  const ofQueues = [
    ...accessTo(name, "send-and-receive"),
    ...(reaches.queues ?? []).flatMap((owner) => accessTo(owner, "send")),
  ];
  const filesOf = (owner: string, access: "read" | "write") => {
    const bucket = files.get(owner);
    return bucket === undefined ? [] : [{ bucketArn: bucket.bucketArn, keyArn, access }];
  };
  const buckets = [
    ...filesOf(name, "write"),
    ...Object.entries(reaches.buckets ?? {}).flatMap(([owner, access]) => filesOf(owner, access)),
    ...(reaches.photos === undefined || photos === undefined
      ? []
      : [{ bucketArn: photos.bucketArn, keyArn, access: reaches.photos }]),
  ];
  if (ofQueues.length + buckets.length + permissions.length === 0) return undefined;
  return new ApplicationAccess(
    name,
    {
      description: `Application ${name}`,
      clusterName: cluster.name,
      workload: { namespace, serviceAccount: name },
      buckets,
      queues: ofQueues,
      permissions,
      account,
    },
    options,
  );
}

function createHost({ settings, options }: Platform, { name, subdomain }: ApplicationSpec) {
  const { domain } = settings.gallery;
  if (subdomain === undefined || domain === undefined) return undefined;
  const host = `${subdomain}.${domain.host}`;
  const { hostedZoneId } = domain;
  const { arn } = new Certificate(`${name}-certificate`, { hosts: [host], hostedZoneId }, options);
  return {
    host,
    certificateArn: arn,
    pointTo: (loadBalancer: pulumi.Output<string>) =>
      new Aliases(`${name}-aliases`, { hosts: [host], hostedZoneId, loadBalancer }, options),
  };
}

function buildArguments(
  platform: Platform,
  spec: ApplicationSpec,
  shared: Shared,
  host: ReturnType<typeof createHost>,
  usesAws: boolean,
): OtherApplication {
  const { name, command = [], reaches = {}, secrets } = spec;
  const { applications } = platform.settings;
  const [requests, limits] = ([0, 1] as const).map((at) => ({
    cpuMillicores: spec.size.cpuMillicores[at],
    memoryMiB: spec.size.memoryMiB[at],
  })) as [Amounts, Amounts];
  const resources = { requests, limits };
  const common = {
    ...{ name, partOf, command, secretReferences: secrets, database: reaches.database },
    // checkApplications refuses an application without an image.
    image: applications.images[name] ?? "",
    values: buildValues(platform, spec, shared),
    connections: buildConnections(platform, spec, { ...shared, usesAws }),
  };
  if (spec.schedule !== undefined)
    return { ...common, schedule: spec.schedule, resources, timeoutSeconds: spec.timeoutSeconds ?? 3600 };
  const replicas = applications.replicas[name] ?? spec.replicas ?? { min: 2, max: 4 };
  const size = { replicas, resources };
  if (spec.port === undefined) return { ...common, size };
  const route = spec.path === undefined ? host : { path: spec.path };
  const release = releaseOf(spec, platform.settings);
  return { ...common, size, port: spec.port, route, release };
}

type Amounts = { readonly cpuMillicores: number; readonly memoryMiB: number };

/** Variables that tell the application its ports and where to find what it reaches. */
function buildValues(
  { account }: Platform,
  { name, port, reaches = {}, values }: ApplicationSpec,
  { photos, queues, files }: Shared,
): Record<string, pulumi.Input<string>> {
  const variable = (of: string, suffix: string) => `${of.toUpperCase().replaceAll("-", "_")}_${suffix}`;
  const [own, bucket] = [queues.get(name), files.get(name)];
  return {
    AWS_REGION: account.region,
    METRICS_PORT: String(contract.metricsPort),
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(own === undefined ? {} : { QUEUE_URL: own.url }),
    ...(bucket === undefined ? {} : { BUCKET: bucket.bucketName }),
    ...Object.fromEntries(
      Object.keys(reaches.buckets ?? {}).map((owner) => [
        variable(owner, "BUCKET"),
        files.get(owner)?.bucketName ?? "",
      ]),
    ),
    ...Object.fromEntries(
      (reaches.queues ?? []).map((owner) => [variable(owner, "QUEUE_URL"), queues.get(owner)?.url ?? ""]),
    ),
    ...Object.fromEntries(
      (reaches.applications ?? []).map((other) => [variable(other, "URL"), `http://${other}`]),
    ),
    ...(reaches.photos === undefined || photos === undefined ? {} : { PHOTOS_BUCKET: photos.bucketName }),
    ...values,
  };
}
