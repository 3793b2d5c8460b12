/** Constraints of single inputs of databases. */
import { docs } from "../messages";
import { type DocumentedValues, name } from "./constraints";

const rds = `${docs}/AmazonRDS/latest/APIReference`;

export const databases: Readonly<Record<string, DocumentedValues>> = {
  "aws:dynamodb/table:Table": {
    source: `${docs}/amazondynamodb/latest/APIReference/API_CreateTable.html`,
    values: {
      name: {
        minLength: 3,
        ...name("A-Za-z0-9_.-", 255, "letters, digits, _, . and -"),
        inWords: "3 to 255 letters, digits, _, . and -",
      },
      "attributes[].type": { enum: ["S", "N", "B"] },
      streamViewType: { enum: ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] },
      tableClass: { enum: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] },
    },
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    source: `${docs}/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html`,
    values: { authToken: { minLength: 16, maxLength: 128 } },
  },
  "aws:rds/eventSubscription:EventSubscription": {
    source: `${rds}/API_CreateEventSubscription.html`,
    values: {
      sourceType: {
        enum: [
          "db-instance",
          "db-cluster",
          "db-parameter-group",
          "db-security-group",
          "db-snapshot",
          "db-cluster-snapshot",
          "db-proxy",
          "zero-etl",
          "custom-engine-version",
          "blue-green-deployment",
          "db-shard-group",
        ],
      },
    },
  },
  "aws:rds/instance:Instance": {
    source: `${rds}/API_CreateDBInstance.html`,
    values: {
      storageType: { enum: ["standard", "gp2", "gp3", "io1", "io2"] },
      allocatedStorage: { maximum: 65_536 },
      port: { minimum: 1150, maximum: 65_535 },
      promotionTier: { minimum: 0, maximum: 15 },
      backupWindow: {
        pattern: "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$",
        inWords: "hh24:mi-hh24:mi",
      },
      maintenanceWindow: {
        pattern:
          "^([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un):([01]\\d|2[0-3]):[0-5]\\d-([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un):([01]\\d|2[0-3]):[0-5]\\d$",
        inWords: "ddd:hh24:mi-ddd:hh24:mi",
      },
      dbName: {
        pattern: "^[A-Za-z_][\\w]{0,63}$",
        inWords: "letters, digits and _ that do not begin with a digit",
      },
      networkType: { enum: ["IPV4", "DUAL"] },
      engine: {
        pattern:
          "^(aurora-mysql|aurora-postgresql|custom-(oracle|sqlserver)-.+|db2-(ae|se)|mariadb|mysql|neptune|docdb|oracle-(ee|se2)(-cdb)?|postgres|sqlserver-(dev-ee|ee|ex|se|web))$",
        inWords:
          "aurora-mysql, aurora-postgresql, db2-ae, db2-se, mariadb, mysql, oracle-ee, oracle-se2, postgres, sqlserver-ee, sqlserver-ex, sqlserver-se, sqlserver-web and custom engines",
      },
    },
  },
  "aws:rds/parameterGroup:ParameterGroup": {
    source: `${rds}/API_Parameter.html`,
    values: { "parameters[].applyMethod": { enum: ["immediate", "pending-reboot"] } },
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    source: `${rds}/API_CreateDBSubnetGroup.html`,
    values: {
      name: {
        pattern: "^(?!default$)[a-z0-9 ._-]{1,255}$",
        inWords: "1 to 255 lower-case letters, digits, spaces, ., _ and -, but not default,",
      },
    },
  },
};
