/** Documented refusals of RDS instances, replicas, groups and events. */
import { type RefusalTable, text } from "./table";

const api = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference";
const guide = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";
const instance = {
  identifier: "orders",
  engine: "postgres",
  engineVersion: "18.1",
  instanceClass: "db.m8g.large",
  allocatedStorage: 100,
  storageType: "gp3",
  username: "orders",
  password: "correct-horse",
  skipFinalSnapshot: true,
};
const parameters = (name: string, value: string, applyMethod: string) => ({ parameters: [{ name, value, applyMethod }] });

export const databases: readonly RefusalTable[] = [
  {
    type: "aws:rds/instance:Instance",
    source: `${api}/API_CreateDBInstance.html`,
    valid: instance,
    rows: [
      { kind: "inputs contradict each other", title: "IOPS on a small gp3 volume", refused: { iops: 12000 }, accepted: { iops: 12000, allocatedStorage: 400 }, names: "iops", source: `${guide}/CHAP_Storage.html` },
      { kind: "number out of its range", title: "fewer IOPS than a striped gp3 volume has", refused: { allocatedStorage: 400, iops: 3000 }, accepted: { allocatedStorage: 400, iops: 12000 }, names: "iops", source: `${guide}/CHAP_Storage.html` },
      { kind: "inputs contradict each other", title: "throughput on a small gp3 volume", refused: { storageThroughput: 500 }, accepted: { storageThroughput: 500, iops: 12000, allocatedStorage: 400 }, names: "storageThroughput", source: `${guide}/CHAP_Storage.html` },
      { kind: "required input missing", title: "io1 without IOPS", refused: { storageType: "io1" }, accepted: { storageType: "io1", iops: 1000 }, names: "iops" },
      { kind: "inputs contradict each other", title: "over 50 IOPS per GiB", refused: { storageType: "io1", iops: 6000 }, accepted: { storageType: "io1", iops: 5000 }, names: "iops" },
      { kind: "not in the list of values", title: "an unknown type of storage", refused: { storageType: "gp4" }, accepted: { storageType: "gp2" }, names: "storageType" },
      { kind: "number out of its range", title: "less than 20 GiB of gp3", refused: { allocatedStorage: 19 }, accepted: { allocatedStorage: 20 }, names: "allocatedStorage" },
      { kind: "number out of its range", title: "over 65,536 GiB of gp3", refused: { allocatedStorage: 65537 }, accepted: { allocatedStorage: 65536 }, names: "allocatedStorage" },
      { kind: "inputs contradict each other", title: "a maximum of storage below what is allocated", refused: { maxAllocatedStorage: 50 }, accepted: { maxAllocatedStorage: 200 }, names: "maxAllocatedStorage", source: `${guide}/USER_PIOPS.Autoscaling.html` },
      { kind: "text not allowed", title: "a user name that RDS reserves", refused: { username: "rdsadmin" }, accepted: { username: "rds_orders" }, names: "username" },
      { kind: "text not allowed", title: "a user name that PostgreSQL reserves on RDS", refused: { username: "admin" }, accepted: { username: "administrator" }, names: "username" },
      { kind: "text not allowed", title: "a user name that begins with a digit", refused: { username: "1orders" }, accepted: { username: "orders1" }, names: "username" },
      { kind: "text not allowed", title: "a password with an at sign", refused: { password: "correct@horse" }, accepted: {}, names: "password" },
      { kind: "text not allowed", title: "a password of seven characters", refused: { password: "horse-1" }, accepted: { password: "horse-12" }, names: "password" },
      { kind: "inputs contradict each other", title: "a password beside a managed one", refused: { manageMasterUserPassword: true }, accepted: { manageMasterUserPassword: true, password: undefined }, names: "manageMasterUserPassword" },
      { kind: "required input missing", title: "no password at all", refused: { password: undefined }, accepted: {}, names: "password" },
      { kind: "inputs contradict each other", title: "overlapping windows", refused: { backupRetentionPeriod: 7, backupWindow: "03:00-04:00", maintenanceWindow: "sun:03:30-sun:04:30" }, accepted: { backupRetentionPeriod: 7, backupWindow: "03:00-04:00", maintenanceWindow: "sun:04:30-sun:05:30" }, names: "Window" },
      { kind: "number out of its range", title: "a backup window of 15 minutes", refused: { backupWindow: "03:00-03:15" }, accepted: { backupWindow: "03:00-03:30" }, names: "backupWindow" },
      { kind: "text not allowed", title: "a backup window that is no range", refused: { backupWindow: "3am" }, accepted: { backupWindow: "23:45-00:15" }, names: "backupWindow" },
      { kind: "number out of its range", title: "a maintenance window of 15 minutes", refused: { maintenanceWindow: "mon:03:00-mon:03:15" }, accepted: { maintenanceWindow: "mon:03:00-mon:03:30" }, names: "maintenanceWindow" },
      { kind: "number out of its range", title: "36 days of backups", refused: { backupRetentionPeriod: 36 }, accepted: { backupRetentionPeriod: 35 }, names: "backupRetentionPeriod" },
      { kind: "not in the list of values", title: "monitoring every seven seconds", refused: { monitoringInterval: 7, monitoringRoleArn: "<monitoring-role.arn>" }, accepted: { monitoringInterval: 5, monitoringRoleArn: "<monitoring-role.arn>" }, names: "monitoringInterval" },
      { kind: "required input missing", title: "monitoring without a role", refused: { monitoringInterval: 60 }, accepted: { monitoringInterval: 60, monitoringRoleArn: "<monitoring-role.arn>" }, names: "monitoringRoleArn" },
      { kind: "not in the list of values", title: "insights for eight days", refused: { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 8 }, accepted: { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 31 }, names: "performanceInsightsRetentionPeriod" },
      { kind: "not in the list of values", title: "a log that PostgreSQL does not have", refused: { enabledCloudwatchLogsExports: ["slowquery"] }, accepted: { enabledCloudwatchLogsExports: ["postgresql", "upgrade"] }, names: "enabledCloudwatchLogsExports" },
      { kind: "text not allowed", title: "two hyphens in an identifier", refused: { identifier: "orders--new" }, accepted: { identifier: "orders-new" }, names: "identifier" },
      { kind: "text not allowed", title: "an identifier that ends with a hyphen", refused: { identifier: "orders-" }, accepted: { identifier: "orders-1" }, names: "identifier" },
      { kind: "text not allowed", title: "an identifier of 64 characters", refused: { identifier: text(64) }, accepted: { identifier: text(63) }, names: "identifier" },
      { kind: "conflict with another resource", title: "two databases of one identifier", refused: { identifier: "shop" }, accepted: {}, names: "identifier" },
      { kind: "inputs contradict each other", title: "a zone for a database in two zones", refused: { multiAz: true, availabilityZone: "us-east-1a" }, accepted: { availabilityZone: "us-east-1a" }, names: "availabilityZone" },
      { kind: "number out of its range", title: "a port below 1150", refused: { port: 1149 }, accepted: { port: 1150 }, names: "port" },
      { kind: "text not allowed", title: "a database's name that begins with a digit", refused: { dbName: "1orders" }, accepted: { dbName: "orders" }, names: "dbName" },
      { kind: "inputs contradict each other", title: "a key for a database that is not encrypted", refused: { kmsKeyId: "<key.arn>", storageEncrypted: false }, accepted: { kmsKeyId: "<key.arn>", storageEncrypted: true }, names: "kmsKeyId" },
      { kind: "conflict with another resource", title: "a parameter group of another major version", refused: { parameterGroupName: "pg17" }, accepted: { parameterGroupName: "pg17", engineVersion: "17.7" }, names: "parameterGroupName" },
      { kind: "reference to nothing", title: "a subnet group that does not exist", refused: { dbSubnetGroupName: "databases" }, accepted: { dbSubnetGroupName: "database" }, names: "dbSubnetGroupName" },
      { kind: "not in the list of values", title: "an engine that RDS does not have", refused: { engine: "postgresql" }, accepted: {}, names: "engine" },
      { kind: "change not allowed", title: "less storage than before", from: { allocatedStorage: 200 }, refused: { allocatedStorage: 100 }, accepted: { allocatedStorage: 220 }, names: "allocatedStorage", source: `${guide}/USER_PIOPS.StorageTypes.html` },
      { kind: "change not allowed", title: "an older major version than before", from: {}, refused: { engineVersion: "17.7", allowMajorVersionUpgrade: true }, accepted: { engineVersion: "18.2" }, names: "engineVersion", source: `${guide}/USER_UpgradeDBInstance.PostgreSQL.html` },
    ],
  },
  {
    type: "aws:rds/instance:Instance",
    source: `${api}/API_CreateDBInstanceReadReplica.html`,
    valid: { identifier: "shop-2", replicateSourceDb: "shop", instanceClass: "db.m8g.large", skipFinalSnapshot: true },
    rows: [
      { kind: "change not allowed", title: "a replica smaller than its source, when it is updated", from: { allocatedStorage: 50 }, refused: { allocatedStorage: 50 }, accepted: { allocatedStorage: 100 }, names: "allocatedStorage", source: `${api}/API_ModifyDBInstance.html` },
      { kind: "conflict with another resource", title: "a replica of a database without backups", refused: { replicateSourceDb: "scratch" }, accepted: {}, names: "replicateSourceDb", source: `${guide}/USER_ReadRepl.html` },
      { kind: "reference to nothing", title: "a replica of nothing", refused: { replicateSourceDb: "warehouse" }, accepted: {}, names: "replicateSourceDb" },
    ],
  },
  {
    type: "aws:rds/parameterGroup:ParameterGroup",
    source: `${api}/API_ModifyDBParameterGroup.html`,
    valid: { name: "orders", family: "postgres18" },
    rows: [
      { kind: "inputs contradict each other", title: "a static parameter applied at once", refused: parameters("max_connections", "200", "immediate"), accepted: parameters("max_connections", "200", "pending-reboot"), names: "applyMethod" },
      { kind: "inputs contradict each other", title: "another static parameter applied at once", refused: parameters("shared_preload_libraries", "pg_stat_statements", "immediate"), accepted: parameters("log_min_duration_statement", "1000", "immediate"), names: "applyMethod" },
      { kind: "not in the list of values", title: "an unknown way to apply a parameter", refused: parameters("max_connections", "200", "next-window"), accepted: parameters("max_connections", "200", "pending-reboot"), names: "applyMethod" },
      { kind: "text not allowed", title: "a name that begins with a digit", refused: { name: "1orders" }, accepted: { name: "orders1" }, names: "name", source: `${api}/API_CreateDBParameterGroup.html` },
      { kind: "conflict with another resource", title: "two parameter groups of one name", refused: { name: "pg17" }, accepted: { name: "pg18" }, names: "name", source: `${api}/API_CreateDBParameterGroup.html` },
    ],
  },
  {
    type: "aws:rds/subnetGroup:SubnetGroup",
    source: `${api}/API_CreateDBSubnetGroup.html`,
    valid: { name: "orders", subnetIds: ["<subnet-a.id>", "<subnet-b.id>"] },
    rows: [
      { kind: "conflict with another resource", title: "subnets in one zone", refused: { subnetIds: ["<subnet-a.id>", "<subnet-a2.id>"] }, accepted: {}, names: "subnetIds" },
      { kind: "text not allowed", title: "the name default", refused: { name: "default" }, accepted: { name: "default-2" }, names: "name" },
      { kind: "conflict with another resource", title: "subnets of two VPCs", refused: { subnetIds: ["<subnet-a.id>", "<subnet-other-b.id>"] }, accepted: {}, names: "subnetIds" },
    ],
  },
  {
    type: "aws:rds/eventSubscription:EventSubscription",
    source: `${api}/API_CreateEventSubscription.html`,
    valid: { name: "orders", snsTopic: "<topic.arn>", sourceType: "db-instance" },
    rows: [
      { kind: "not in the list of values", title: "an unknown type of source", refused: { sourceType: "database" }, accepted: {}, names: "sourceType" },
      { kind: "required input missing", title: "sources without their type", refused: { sourceType: undefined, sourceIds: ["shop"] }, accepted: { sourceIds: ["shop"] }, names: "sourceType" },
    ],
  },
];
