/** Rules of RDS instances and their groups. */
import type { Rule } from "../../package";
import type { Properties } from "../../resource-type";
import { databaseRegions } from "../offers/data";
import { dataSource } from "../offers/judge";
import { docs, isGiven, objectsAt, problemsOf, textsAt, wrong } from "./messages";
import { isStatic } from "./postgres-parameters";

const api = `${docs}/AmazonRDS/latest/APIReference`;
const guide = `${docs}/AmazonRDS/latest/UserGuide`;
const create = `${api}/API_CreateDBInstance.html`;
const storageGuide = `${guide}/CHAP_Storage.html`;
const instanceType = "aws:rds/instance:Instance";
const subnetType = "aws:ec2/subnet:Subnet";

/** From this size RDS stripes gp3 over four volumes, and takes IOPS and throughput. Oracle: 200 GiB, SQL Server: at once. */
const striped: Readonly<Record<string, number>> = {
  postgres: 400,
  mysql: 400,
  mariadb: 400,
  "db2-se": 400,
  "db2-ae": 400,
};

/** Names that PostgreSQL or RDS keeps for itself. */
const reservedNames: Readonly<Record<string, readonly string[]>> = {
  postgres: [
    "admin",
    "rdsadmin",
    "rdsrepladmin",
    "rdstopmgr",
    "rds_superuser",
    "rds_replication",
    "rds_iam",
    "rds_password",
    "user",
    "public",
  ],
  mysql: ["rdsadmin", "rdsrepladmin", "mysql.sys", "mysql.session", "mysql.infoschema"],
  mariadb: ["rdsadmin", "rdsrepladmin", "mysql.sys"],
};

/** The logs that each engine publishes. Of other engines they are not checked. */
const logTypes: Readonly<Record<string, readonly string[]>> = {
  postgres: ["iam-db-auth-error", "postgresql", "upgrade"],
  mysql: ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
  mariadb: ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
};

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const dayLength = 24 * 60;

/** The beginning and the length of a backup window, in minutes of the day. */
function backup(window: unknown) {
  if (typeof window !== "string") return undefined;
  const [from = "", to = ""] = window.split("-");
  const start = minutes(from);
  return { start, length: (minutes(to) - start + dayLength) % dayLength };
}

/** The beginning and the length of a maintenance window, in minutes of the week. */
function maintenance(window: unknown) {
  if (typeof window !== "string") return undefined;
  const at = (text: string) =>
    days.indexOf(text.slice(0, 3).toLowerCase()) * dayLength + minutes(text.slice(4));
  const [from = "", to = ""] = window.split("-");
  const week = 7 * dayLength;
  return { start: at(from), length: (at(to) - at(from) + week) % week };
}

function windowProblems({ backupWindow, maintenanceWindow }: Properties): string[] {
  const [daily, weekly] = [backup(backupWindow), maintenance(maintenanceWindow)];
  const overlap =
    daily !== undefined &&
    weekly !== undefined &&
    [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8].some((day) => {
      const start = day * dayLength + daily.start;
      return start < weekly.start + weekly.length && weekly.start < start + daily.length;
    });
  return problemsOf(
    daily !== undefined &&
      daily.length < 30 &&
      wrong("backupWindow", backupWindow, "at least 30 minutes are allowed", create),
    weekly !== undefined &&
      weekly.length < 30 &&
      wrong("maintenanceWindow", maintenanceWindow, "at least 30 minutes are allowed", create),
    overlap &&
      wrong(
        "backupWindow",
        backupWindow,
        `it must not overlap maintenanceWindow, ${maintenanceWindow}`,
        create,
      ),
  );
}

function storageProblems(inputs: Properties, storage: number): string[] {
  const { engine = "postgres", storageType, iops, storageThroughput: throughput } = inputs;
  const least = striped[String(engine)];
  const type = storageType ?? (isGiven(iops) ? "io1" : "gp2");
  const isIo = type === "io1" || type === "io2";
  const small = type === "gp3" && least !== undefined && storage < least;
  const ratio = Number(iops) / storage;
  return problemsOf(
    isIo && !isGiven(iops) && wrong("iops", undefined, `${type} needs it`, create),
    isIo &&
      isGiven(iops) &&
      storage > 0 &&
      (ratio > (type === "io2" ? 1000 : 50) || ratio < 0.5) &&
      wrong(
        "iops",
        iops,
        `0.5 to ${type === "io2" ? 1000 : 50} for each of the ${storage} GiB are allowed`,
        create,
      ),
    isGiven(iops) &&
      ["gp2", "standard"].includes(String(type)) &&
      wrong("iops", iops, `${type} has none; io1, io2 and gp3 have it`, create),
    small &&
      isGiven(iops) &&
      wrong("iops", iops, `gp3 below ${least} GiB has 3,000, which cannot be set`, storageGuide),
    small &&
      isGiven(throughput) &&
      wrong(
        "storageThroughput",
        throughput,
        `gp3 below ${least} GiB has 125 MiB/s, which cannot be set`,
        storageGuide,
      ),
    type === "gp3" &&
      !small &&
      least !== undefined &&
      isGiven(iops) &&
      (Number(iops) < 12_000 || Number(iops) > 64_000) &&
      wrong("iops", iops, `12,000 to 64,000 are allowed with ${least} GiB of gp3 or more`, storageGuide),
    isGiven(throughput) &&
      type !== "gp3" &&
      wrong("storageThroughput", throughput, "only gp3 has it", create),
  );
}

const instance: Rule = ({ id, inputs, cloud }) => {
  const { username, engine, password, monitoringInterval, kmsKeyId, storageEncrypted } = inputs;
  const source =
    typeof inputs.replicateSourceDb === "string"
      ? cloud.find(instanceType, inputs.replicateSourceDb, "identifier")?.outputs
      : undefined;
  const effective = {
    ...inputs,
    engine: engine ?? source?.engine,
    storageType: inputs.storageType ?? source?.storageType,
  };
  // The provider creates a replica with the storage of its source.
  const inherited = cloud.find(instanceType, id) ? undefined : source?.allocatedStorage;
  const storage = Number(inherited ?? inputs.allocatedStorage ?? source?.allocatedStorage ?? 0);
  const logs = logTypes[String(effective.engine)];
  const unknownLog = textsAt(inputs.enabledCloudwatchLogsExports).find((log) => logs && !logs.includes(log));
  const isReserved = reservedNames[String(engine)]?.includes(String(username).toLowerCase());
  return [
    ...(source && inputs.storageType === undefined ? [] : storageProblems(effective, storage)),
    ...windowProblems(inputs),
    ...problemsOf(
      isReserved && wrong("username", username, `${engine} reserves it; another name is allowed`, create),
      typeof username === "string" &&
        !/^[A-Za-z_]\w{0,62}$/.test(username) &&
        wrong(
          "username",
          username,
          "1 to 63 letters, digits and _ that begin with a letter are allowed",
          create,
        ),
      isGiven(password) &&
        inputs.manageMasterUserPassword === true &&
        wrong("manageMasterUserPassword", true, "either it or password is allowed", create),
      Number(monitoringInterval ?? 0) > 0 &&
        !isGiven(inputs.monitoringRoleArn) &&
        wrong("monitoringRoleArn", undefined, `monitoringInterval ${monitoringInterval} needs it`, create),
      unknownLog !== undefined &&
        wrong(
          "enabledCloudwatchLogsExports",
          unknownLog,
          `${logs?.join(", ")} are allowed for ${effective.engine}`,
          create,
        ),
      isGiven(kmsKeyId) &&
        !source &&
        storageEncrypted !== true &&
        !isGiven(inputs.snapshotIdentifier) &&
        wrong("kmsKeyId", kmsKeyId, "it needs storageEncrypted", create),
    ),
  ];
};

const subnetGroup: Rule = ({ inputs, cloud }) => {
  const ids = textsAt(inputs.subnetIds);
  const vpcs = new Set(ids.flatMap((id) => cloud.find(subnetType, id)?.outputs.vpcId ?? []));
  return problemsOf(
    vpcs.size > 1 &&
      wrong("subnetIds", [...vpcs], "subnets of one VPC are allowed", `${api}/API_CreateDBSubnetGroup.html`),
  );
};

const parameterGroup: Rule = ({ inputs }) =>
  objectsAt(inputs.parameters).flatMap(({ name, applyMethod }, index) =>
    problemsOf(
      // Without a method the provider sends "immediate", its default.
      String(inputs.family).startsWith("postgres") &&
        isStatic(String(name)) &&
        applyMethod !== "pending-reboot" &&
        wrong(
          `parameters[${index}].applyMethod`,
          applyMethod ?? "immediate",
          `${name} is static: "pending-reboot" is allowed`,
          `${api}/API_ModifyDBParameterGroup.html`,
        ),
    ),
  );

const eventSubscription: Rule = ({ inputs }) =>
  problemsOf(
    textsAt(inputs.sourceIds).length > 0 &&
      !isGiven(inputs.sourceType) &&
      wrong("sourceType", undefined, "sourceIds need it", `${api}/API_CreateEventSubscription.html`),
  );

/** What the rules cannot judge: engines other than PostgreSQL, and regions that the data lacks. */
const unjudged: Rule = ({ inputs, cloud }) => {
  const {
    replicateSourceDb,
    engine: given,
    instanceClass,
    engineVersion,
    enabledCloudwatchLogsExports,
  } = inputs;
  const source =
    typeof replicateSourceDb === "string"
      ? cloud.find(instanceType, replicateSourceDb, "identifier")
      : undefined;
  const engine = String(given ?? source?.outputs.engine);
  const { region } = cloud.account;
  if (engine === "postgres")
    return databaseRegions().includes(region)
      ? []
      : [
          `instanceClass: whether ${region} offers ${instanceClass}; ${dataSource()} has no classes of the region`,
        ];
  const has = `${dataSource()} is only read for PostgreSQL`;
  return problemsOf(
    `instanceClass: whether ${region} offers ${instanceClass} for ${engine}; ${has}`,
    isGiven(engineVersion) && `engineVersion: whether ${engine} ${engineVersion} exists; ${has}`,
    isGiven(enabledCloudwatchLogsExports) &&
      !(engine in logTypes) &&
      `enabledCloudwatchLogsExports: which logs ${engine} has`,
  );
};

export const notChecked: Readonly<Record<string, Rule>> = { [instanceType]: unjudged };

export const rules: Readonly<Record<string, Rule>> = {
  [instanceType]: instance,
  "aws:rds/subnetGroup:SubnetGroup": subnetGroup,
  "aws:rds/parameterGroup:ParameterGroup": parameterGroup,
  "aws:rds/eventSubscription:EventSubscription": eventSubscription,
};
