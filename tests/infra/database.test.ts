import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { all, evaluated, one } from "../evaluated";

const instance = "aws:rds/instance:Instance";
let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
});

const primary = (evaluation: Evaluation) => one(evaluation, instance, "database-primary");
const replicas = (evaluation: Evaluation) =>
  all(evaluation, instance).filter(({ inputs }) => inputs.replicateSourceDb !== undefined);
const zonesOf = (instances: readonly EvaluatedResource[]) =>
  instances.map(({ inputs }) => inputs.availabilityZone);

describe.each(["dev", "prod"])("the database of %s", (stack) => {
  const evaluation = () => (stack === "dev" ? dev : prod);

  test("has no public address, and is in subnets without an internet route", () => {
    for (const { inputs } of all(evaluation(), instance)) expect(inputs.publiclyAccessible).toBe(false);
    const group = one(evaluation(), "aws:rds/subnetGroup:SubnetGroup");
    const isolated = all(evaluation(), "aws:ec2/subnet:Subnet").filter(({ name }) =>
      name.includes("isolated"),
    );
    expect([group.inputs.subnetIds].flat().sort()).toEqual(isolated.map(({ id }) => id).sort());
    expect(primary(evaluation()).inputs.dbSubnetGroupName).toBe(group.outputs.name);
  });

  test("allows ingress only from the cluster, on the database's port", () => {
    const group = one(evaluation(), "aws:ec2/securityGroup:SecurityGroup", "database");
    for (const { inputs } of all(evaluation(), instance))
      expect(inputs.vpcSecurityGroupIds).toEqual([group.id]);
    expect(group.inputs).not.toHaveProperty("ingress");
    const rules = all(evaluation(), "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs.securityGroupId === group.id,
    );
    const { vpcConfig } = one(evaluation(), "aws:eks/cluster:Cluster").outputs;
    const clusterGroup = isProperties(vpcConfig) ? vpcConfig.clusterSecurityGroupId : undefined;
    expect(rules.map(({ inputs: { description: _, ...rest } }) => rest)).toEqual([
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: clusterGroup,
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
      },
    ]);
  });

  test("accepts only TLS connections", () => {
    for (const group of all(evaluation(), "aws:rds/parameterGroup:ParameterGroup"))
      expect(group.inputs.parameters).toContainEqual(
        expect.objectContaining({ name: "rds.force_ssl", value: "1" }),
      );
    const groups = all(evaluation(), "aws:rds/parameterGroup:ParameterGroup").map(
      ({ outputs }) => outputs.name,
    );
    for (const { inputs } of all(evaluation(), instance)) expect(groups).toContain(inputs.parameterGroupName);
  });

  test("has replicas that inherit user, password, name and key from the primary, as AWS requires", () => {
    for (const { inputs } of replicas(evaluation())) {
      expect(inputs.replicateSourceDb).toBe(primary(evaluation()).outputs.identifier);
      for (const own of ["password", "username", "dbName", "kmsKeyId", "dbSubnetGroupName", "engine"])
        expect(inputs).not.toHaveProperty(own);
    }
  });

  test("has a backup window outside its maintenance window", () => {
    const { backupWindow, maintenanceWindow } = primary(evaluation()).inputs;
    const [from, to] = minutes(String(backupWindow));
    const [start, end] = minutes(String(maintenanceWindow).replaceAll(/[a-z]{3}:/g, ""));
    expect(from < to && start < end && (to <= start || end <= from)).toBe(true);
  });

  test("exports metrics every minute, load by query, slow statements and logs", () => {
    for (const { inputs } of all(evaluation(), instance)) {
      expect(inputs).toMatchObject({
        monitoringInterval: 60,
        performanceInsightsEnabled: true,
        databaseInsightsMode: "standard",
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      });
    }
    for (const { inputs } of all(evaluation(), "aws:rds/parameterGroup:ParameterGroup")) {
      const parameters = JSON.stringify(inputs.parameters);
      expect(parameters).toContain("pg_stat_statements");
      expect(parameters).toContain("log_min_duration_statement");
    }
  });

  test("exports its logs to log groups that exist before, with the retention and key of the settings", () => {
    const groups = all(evaluation(), "aws:cloudwatch/logGroup:LogGroup");
    const key = one(evaluation(), "aws:kms/key:Key", "platform").outputs.arn;
    for (const { inputs, outputs, dependencies } of all(evaluation(), instance)) {
      const logs = [inputs.enabledCloudwatchLogsExports].flat();
      expect(logs.length).toBeGreaterThan(0);
      for (const log of logs) {
        const name = `/aws/rds/instance/${outputs.identifier}/${log}`;
        const group = groups.find((each) => each.inputs.name === name);
        expect(group?.inputs).toMatchObject({ retentionInDays: stack === "dev" ? 7 : 365, kmsKeyId: key });
        expect(dependencies).toContain(group?.urn);
      }
    }
  });

  test("grows its storage automatically, up to the limit in the settings", () => {
    const limit = stack === "dev" ? 100 : 1000;
    for (const { inputs } of all(evaluation(), instance)) expect(inputs.maxAllocatedStorage).toBe(limit);
  });
});

test("prod cannot be deleted by mistake: two protections, a final snapshot, retained backups, a standby", () => {
  expect(primary(prod).protect).toBe(true);
  expect(primary(prod).inputs).toMatchObject({
    deletionProtection: true,
    skipFinalSnapshot: false,
    deleteAutomatedBackups: false,
    backupRetentionPeriod: 30,
    multiAz: true,
  });
  expect(String(primary(prod).inputs.finalSnapshotIdentifier)).toMatch(/^[a-z][a-z0-9-]+[a-z0-9]$/);
});

test("dev is cheap and can be destroyed: no standby, a burstable class, one replica, no protection", () => {
  expect(primary(dev).protect).toBe(false);
  expect(primary(dev).inputs).toMatchObject({
    deletionProtection: false,
    skipFinalSnapshot: true,
    multiAz: false,
    instanceClass: "db.t4g.medium",
  });
  expect(replicas(dev)).toHaveLength(1);
});

test("replicas are spread over the zones, and avoid the primary's zone if there is another", async () => {
  expect(zonesOf(replicas(prod))).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
  const changes = { databaseMultiAz: false, databaseReplicas: 5 };
  const single = await evaluated("prod", { changes });
  const home = primary(single).inputs.availabilityZone;
  expect(home).toBe("us-east-1a");
  expect(zonesOf(replicas(single))).not.toContain(home);
  expect(zonesOf(replicas(single)).sort()).toEqual([
    "us-east-1b",
    "us-east-1b",
    "us-east-1b",
    "us-east-1c",
    "us-east-1c",
  ]);
});

test("replicas can run a newer minor version than the primary, with a separate parameter group", async () => {
  const upgraded = await evaluated("prod", { changes: { databaseReplicaEngineVersion: "18.7" } });
  expect(primary(upgraded).inputs.engineVersion).toBe("18.6");
  expect(replicas(upgraded).map(({ inputs }) => inputs.engineVersion)).toEqual(["18.7", "18.7", "18.7"]);
  const [group] = replicas(upgraded).map(({ inputs }) => inputs.parameterGroupName);
  expect(group).not.toBe(primary(upgraded).inputs.parameterGroupName);
});

test("replicas can have a larger class than the primary while the class changes, and have its storage", async () => {
  const changes = { databaseReplicaInstanceClass: "db.m8g.xlarge", databaseStorageGib: 200 };
  const changed = await evaluated("prod", { changes });
  expect(primary(changed).inputs.instanceClass).toBe("db.m8g.large");
  for (const { inputs } of replicas(changed))
    expect(inputs).toMatchObject({ instanceClass: "db.m8g.xlarge", allocatedStorage: 200 });
});

test("without replicas, no resource of a replica is created", async () => {
  const alone = await evaluated("dev", { changes: { databaseReplicas: 0, databaseBackupRetentionDays: 0 } });
  expect(replicas(alone)).toEqual([]);
  expect(alone.resources.filter(({ name }) => name.includes("replica"))).toEqual([]);
  expect(alone.outputs.databaseReplicaAddresses).toEqual([]);
});

test("the gallery gets one address for writes, and one per replica for reads", () => {
  expect(prod.outputs.databasePrimaryAddress).toBe(primary(prod).outputs.address);
  expect(prod.outputs.databaseReplicaAddresses).toEqual(replicas(prod).map(({ outputs }) => outputs.address));
});

test("increasing the password version creates a new password in both the database and the secret", async () => {
  const keepers = ({ resources }: Evaluation) =>
    resources.find(({ type }) => type.endsWith("RandomPassword"))?.inputs.keepers;
  const raised = await evaluated("dev", { changes: { databasePasswordVersion: 2 } });
  expect(keepers(raised)).not.toEqual(keepers(dev));
  const password = primary(raised).inputs.password;
  const stored = one(raised, "aws:secretsmanager/secretVersion:SecretVersion", "database").inputs
    .secretString;
  expect(JSON.parse(String(stored))).toMatchObject({
    password,
    username: "gallery",
    dbname: "gallery",
    port: 5432,
    host: primary(raised).outputs.address,
  });
});

/** Start and end of `03:00-04:00`, in minutes of the day. */
function minutes(window: string): [number, number] {
  const [from = 0, to = 0] = window.split("-").map((time) => {
    const [hour = 0, minute = 0] = time.split(":").map(Number);
    return hour * 60 + minute;
  });
  return [from, to];
}
