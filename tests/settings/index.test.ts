import { findEnvironment, readEnvironments } from "@groundwork/rehearse/project/environments";
import { readStackConfig, stacksIn } from "@groundwork/rehearse/project/files";
import * as pulumi from "@pulumi/pulumi";
import { SettingsError } from "../../settings";
import { schema } from "../../settings/schema";
import { testProject } from "../project/test-project";
import { ADMIN, settings } from "./changed";

describe("the stacks of the tests", () => {
  test.each(stacksIn(testProject))(
    "Pulumi.%s.yaml is valid, with the guard rails that environments.yaml lists",
    (stack) => {
      const environment = findEnvironment(readEnvironments(testProject), stack);
      expect(settings({}, stack).guardRails).toBe(environment.guardRails);
    },
  );

  test("dev is cheap: one NAT gateway, a burstable database without a standby, one replica", () => {
    const { network, database } = settings();
    expect(network.natGateways).toBe("single");
    expect(database).toMatchObject({ instanceClass: "db.t4g.medium", multiAz: false, replicas: 1 });
  });

  test("prod survives the loss of a zone, is protected, and has no public API", () => {
    const { network, cluster, database } = settings({}, "prod");
    expect(network).toMatchObject({ natGateways: "onePerAz", availabilityZones: { length: 3 } });
    expect(cluster.publicAccessCidrs).toEqual([]);
    expect(database).toMatchObject({ multiAz: true, replicas: 3, deletionProtection: true });
  });

  test("Pulumi.yaml declares exactly the keys that the settings read", () => {
    const { config } = readStackConfig(testProject, "dev");
    const keys = Object.keys(config).filter((key) => key.startsWith("groundwork:"));
    expect(keys.sort()).toEqual(
      Object.keys(schema.shape)
        .map((key) => `groundwork:${key}`)
        .sort(),
    );
  });
});

test("all problems are reported together, including those between settings", () => {
  const changes = {
    natGateway: "single",
    natGateways: "two",
    vpcCidr: "10.0.0.0/24",
    clusterAdmins: [ADMIN, "arn:aws:sts::111122223333:assumed-role/admin/ana"],
    databaseDeletionProtection: false,
    databaseEngineVersion: "",
    databaseReplicas: "3 or so",
  };
  expect(() => settings(changes, "prod")).toThrow(
    new Error(`Pulumi.prod.yaml has 7 problems; nothing was changed.

  groundwork:natGateways
    given:   two
    allowed: none, single or onePerAz

  groundwork:clusterAdmins[1]
    given:   arn:aws:sts::111122223333:assumed-role/admin/ana
    allowed: the ARN of the role, not of a session: arn:aws:iam::111122223333:role/admin (with the role's path, if it has one)

  groundwork:databaseEngineVersion
    given:   ""
    allowed: a PostgreSQL version in quotes, such as "18.6"; at least 18

  groundwork:databaseReplicas
    given:   3 or so
    allowed: a whole number from 0 to 15

  groundwork:vpcCidr
    given:   10.0.0.0/24
    allowed: a /16 to a /22, so that the subnets of every zone fit

  groundwork:databaseDeletionProtection
    given:   false
    allowed: true with production guard rails

  groundwork:natGateway
    allowed: only keys that Pulumi.yaml defines; did you mean natGateways?

Edit the file, or use \`pulumi config set -s STACK\`. Pulumi.yaml documents every setting.`),
  );
});

test("the value of an unknown key, which may be a secret, is not shown", () => {
  expect(() => settings({ databasePassword: "hunter2" })).toThrow(/did you mean databasePasswordVersion\?/);
  expect(() => settings({ databasePassword: "hunter2" })).not.toThrow(/hunter2/);
});

test("Pulumi prints the error without a stack trace", () => {
  expect(pulumi.RunError.isInstance(new SettingsError([], "Pulumi.dev.yaml"))).toBe(true);
});

test("the settings cannot be changed after they are read", () => {
  const { network } = settings();
  expect(() => Object.assign(network, { cidr: "" })).toThrow(TypeError);
  expect(() => Object.assign(network.availabilityZones, { 0: "" })).toThrow(TypeError);
});
