/** Rules of services that have no entries in the simulation. */
import type { Rule } from "../../package";
import { docs, isGiven, objectAt, objectsAt, parsed, problemsOf, textsAt, wrong } from "./messages";

const ec2 = `${docs}/AWSEC2/latest/APIReference`;
const elb = `${docs}/elasticloadbalancing/latest/APIReference`;

/** IOPS and sizes in GiB of each type of volume. */
const volumes: Readonly<
  Record<string, { iops?: readonly [number, number]; size: readonly [number, number]; perGib?: number }>
> = {
  gp2: { size: [1, 16_384] },
  gp3: { iops: [3000, 80_000], size: [1, 65_536], perGib: 500 },
  io1: { iops: [100, 64_000], size: [4, 16_384], perGib: 50 },
  io2: { iops: [100, 256_000], size: [4, 65_536], perGib: 1000 },
  sc1: { size: [125, 16_384] },
  st1: { size: [125, 16_384] },
  standard: { size: [1, 1024] },
};

const volume: Rule = ({ inputs }) => {
  const { type: given, size, iops, throughput, snapshotId } = inputs;
  const type = String(given ?? "gp2");
  const source = `${ec2}/API_CreateVolume.html`;
  const known = volumes[type];
  if (!known) return [];
  const [least, most] = known.size;
  const [from = 0, to = 0] = known.iops ?? [];
  const gib = Number(size);
  return problemsOf(
    !isGiven(size) && !isGiven(snapshotId) && wrong("size", size, "size or snapshotId is needed", source),
    isGiven(size) &&
      (gib < least || gib > most) &&
      wrong("size", size, `${least} to ${most} GiB are allowed for ${type}`, source),
    isGiven(iops) && !known.iops && wrong("iops", iops, `${type} has none; gp3, io1 and io2 have it`, source),
    isGiven(iops) &&
      known.iops &&
      (Number(iops) < from || Number(iops) > to) &&
      wrong("iops", iops, `${from} to ${to} are allowed for ${type}`, source),
    isGiven(iops) &&
      isGiven(size) &&
      known.perGib !== undefined &&
      Number(iops) > Math.max(from, known.perGib * gib) &&
      wrong(
        "iops",
        iops,
        `at most ${known.perGib} for each of the ${gib} GiB are allowed`,
        `${docs}/ebs/latest/userguide/ebs-volume-types.html`,
      ),
    type.startsWith("io") && !isGiven(iops) && wrong("iops", iops, `${type} needs it`, source),
    isGiven(throughput) && type !== "gp3" && wrong("throughput", throughput, "only gp3 has it", source),
  );
};

const loadBalancer: Rule = ({ inputs, cloud }) => {
  const { loadBalancerType = "application", subnets, subnetMappings } = inputs;
  const ids = [...textsAt(subnets), ...objectsAt(subnetMappings).map(({ subnetId }) => String(subnetId))];
  const zones = ids.map((id) => cloud.find("aws:ec2/subnet:Subnet", id)?.outputs.availabilityZone ?? id);
  return problemsOf(
    loadBalancerType === "application" &&
      ids.length > 0 &&
      new Set(zones).size < 2 &&
      wrong("subnets", ids, "subnets of two or more zones are allowed", `${elb}/API_CreateLoadBalancer.html`),
  );
};

const listener: Rule = ({ inputs }) => {
  const { protocol, certificateArn } = inputs;
  const needs = ["HTTPS", "TLS"].includes(String(protocol));
  return problemsOf(
    needs &&
      !isGiven(certificateArn) &&
      wrong("certificateArn", certificateArn, `${protocol} needs it`, `${elb}/API_CreateListener.html`),
  );
};

const autoScalingGroup: Rule = ({ inputs }) => {
  const { minSize, maxSize, desiredCapacity } = inputs;
  const source = `${docs}/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html`;
  return problemsOf(
    Number(minSize) > Number(maxSize) &&
      wrong("maxSize", maxSize, `at least minSize, ${minSize}, is allowed`, source),
    isGiven(desiredCapacity) &&
      (Number(desiredCapacity) < Number(minSize) || Number(desiredCapacity) > Number(maxSize)) &&
      wrong("desiredCapacity", desiredCapacity, `${minSize} to ${maxSize} are allowed`, source),
  );
};

const table: Rule = ({ inputs }) => {
  const { hashKey, rangeKey, billingMode = "PROVISIONED", readCapacity, writeCapacity } = inputs;
  const source = `${docs}/amazondynamodb/latest/APIReference/API_CreateTable.html`;
  const names = objectsAt(inputs.attributes).map(({ name }) => String(name));
  const indexes = [...objectsAt(inputs.globalSecondaryIndexes), ...objectsAt(inputs.localSecondaryIndexes)];
  const keys = [
    ["hashKey", hashKey],
    ["rangeKey", rangeKey],
    ...indexes.flatMap((index) => [
      ["hashKey", index.hashKey],
      ["rangeKey", index.rangeKey],
      ...objectsAt(index.keySchemas).map(({ attributeName }) => ["hashKey", attributeName]),
    ]),
  ].filter(([, key]) => isGiven(key));
  const [missing] = keys.filter(([, key]) => names.length > 0 && !names.includes(String(key)));
  const unused = names.find((name) => !keys.some(([, key]) => key === name));
  return problemsOf(
    missing &&
      wrong(String(missing[0]), missing[1], `one of the attributes ${names.join(", ")} is allowed`, source),
    unused !== undefined &&
      wrong("attributes", unused, "attributes that are keys of the table or of an index are allowed", source),
    billingMode === "PROVISIONED" &&
      !isGiven(inputs.restoreSourceName) &&
      !isGiven(inputs.restoreSourceTableArn) &&
      (!isGiven(readCapacity) || !isGiven(writeCapacity)) &&
      wrong("readCapacity", readCapacity, "PROVISIONED needs readCapacity and writeCapacity", source),
  );
};

const fileSystem: Rule = ({ inputs }) => {
  const { throughputMode, provisionedThroughputInMibps: rate } = inputs;
  const provisioned = throughputMode === "provisioned";
  return problemsOf(
    provisioned !== isGiven(rate) &&
      wrong(
        "provisionedThroughputInMibps",
        rate,
        'throughputMode "provisioned", and no other, has it',
        `${docs}/efs/latest/ug/API_CreateFileSystem.html`,
      ),
  );
};

const replicationGroup: Rule = ({ inputs }) => {
  const { automaticFailoverEnabled, numCacheClusters, transitEncryptionEnabled, authToken } = inputs;
  const source = `${docs}/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html`;
  return problemsOf(
    automaticFailoverEnabled === true &&
      isGiven(numCacheClusters) &&
      Number(numCacheClusters) < 2 &&
      wrong(
        "numCacheClusters",
        numCacheClusters,
        "at least 2 are needed for automaticFailoverEnabled",
        source,
      ),
    isGiven(authToken) &&
      transitEncryptionEnabled !== true &&
      wrong("authToken", "a secret", "it needs transitEncryptionEnabled", source),
  );
};

const gib = 1024;
const range = (from: number, to: number, step = gib) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
/** MiB of memory for each number of CPU units. */
const fargate: Readonly<Record<string, readonly number[]>> = {
  256: [512, gib, 2 * gib],
  512: range(gib, 4 * gib),
  1024: range(2 * gib, 8 * gib),
  2048: range(4 * gib, 16 * gib),
  4096: range(8 * gib, 30 * gib),
  8192: range(16 * gib, 60 * gib, 4 * gib),
  16384: range(32 * gib, 120 * gib, 8 * gib),
};

const taskDefinition: Rule = ({ inputs }) => {
  const { cpu, memory, networkMode } = inputs;
  const source = `${docs}/AmazonECS/latest/developerguide/task_definition_parameters.html`;
  const isFargate = textsAt(inputs.requiresCompatibilities).includes("FARGATE");
  const allowed = fargate[String(cpu)];
  const containers = parsed(inputs.containerDefinitions);
  return problemsOf(
    !Array.isArray(containers) &&
      wrong(
        "containerDefinitions",
        inputs.containerDefinitions,
        "a JSON list of containers is allowed",
        source,
      ),
    isFargate &&
      networkMode !== "awsvpc" &&
      wrong("networkMode", networkMode, '"awsvpc" is allowed with Fargate', source),
    isFargate &&
      (!isGiven(cpu) || !isGiven(memory)) &&
      wrong(isGiven(cpu) ? "memory" : "cpu", undefined, "Fargate needs it", source),
    isFargate &&
      allowed !== undefined &&
      isGiven(memory) &&
      /^\d+$/.test(String(memory)) &&
      !allowed.includes(Number(memory)) &&
      wrong("memory", memory, `${allowed.join(", ")} are allowed with a cpu of ${cpu}`, source),
  );
};

const stateMachine: Rule = ({ inputs }) => {
  const source = `${docs}/step-functions/latest/apireference/API_CreateStateMachine.html`;
  const { StartAt, States } = objectAt(parsed(inputs.definition));
  const states = Object.keys(objectAt(States));
  return problemsOf(
    states.length === 0 &&
      wrong("definition", inputs.definition, "JSON with StartAt and States is allowed", source),
    states.length > 0 &&
      !states.includes(String(StartAt)) &&
      wrong("definition.StartAt", StartAt, `one of the states ${states.join(", ")} is allowed`, source),
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  "aws:ebs/volume:Volume": volume,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:lb/listener:Listener": listener,
  "aws:autoscaling/group:Group": autoScalingGroup,
  "aws:dynamodb/table:Table": table,
  "aws:efs/fileSystem:FileSystem": fileSystem,
  "aws:elasticache/replicationGroup:ReplicationGroup": replicationGroup,
  "aws:ecs/taskDefinition:TaskDefinition": taskDefinition,
  "aws:sfn/stateMachine:StateMachine": stateMachine,
};
