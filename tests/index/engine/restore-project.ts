/**
 * A project in which `groundwork restore` runs like a user starts it: with the real engine and the database of the platform in the
 * simulated cloud, whose endpoint answers the command, and with PostgreSQL servers and galleries in the place of the instances.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { changeSettings } from "@groundwork/rehearse/project/stack-settings";
import { realEngine } from "../state/engine";
import { openSmallProject } from "../state/small-project";
import { answerForRds } from "./rds-answers";
import { installKubectl, instanceType, RestoreDatabases } from "./restore-databases";

// The database with what it needs. The whole platform takes several times as long for each phase.
const PROGRAM = `import * as aws from "@pulumi/aws";
import { readAccount } from "./infra/account";
import { Database } from "./infra/database";
import { EncryptionKey } from "./infra/encryption-key";
import { checkRestoreOrder, progressIn } from "./infra/restore-order";
import { readStackOutputs } from "./infra/stack-outputs";
import { readSettings } from "./settings";

export = async () => {
  const { database: settings, network, region, roles, logRetentionDays } = readSettings();
  const { generation, restore } = settings;
  const progress = { generation, phase: restore?.phase ?? ("none" as const) };
  checkRestoreOrder(progressIn(await readStackOutputs()), progress);
  const defaultTags = { tags: { project: "groundwork", stack: "dev" } };
  const provider = new aws.Provider("aws", { region, defaultTags });
  const account = readAccount(provider, { region, roles: { path: "/groundwork/dev/", ...roles } });
  const options = { providers: { aws: provider } };
  const key = new EncryptionKey("data", { description: "Data", account, forLogs: true, deletionWindowDays: 7 }, options);
  const { id: vpcId } = new aws.ec2.Vpc("network", { cidrBlock: "10.0.0.0/16" }, { provider });
  const clients = new aws.ec2.SecurityGroup("clients", { vpcId, description: "Clients" }, { provider });
  const subnets = network.availabilityZones.map((availabilityZone, at) =>
    new aws.ec2.Subnet("isolated-" + at, { vpcId, availabilityZone, cidrBlock: "10.0." + at + ".0/24" }, { provider }));
  const database = new Database("database", {
    ...settings,
    ...{ availabilityZones: network.availabilityZones, vpcId, subnetIds: subnets.map(({ id }) => id) },
    ...{ clientSecurityGroupId: clients.id, keyArn: key.arn, logKeyArn: key.arn, logRetentionDays, account },
    copyBackupsTo: undefined,
  }, options);
  return {
    databasePrimaryAddress: database.primaryAddress,
    ...(generation > 1 || restore ? { databaseRestore: { ...progress, ...restore?.source } } : {}),
    kubeconfig: { kind: "Config" },
    galleryUrl: process.env.GALLERY_URL,
  };
};
`;

export async function openRestoreProject() {
  const cloud = newCloud();
  const rds = await answerForRds(cloud);
  const databases = await RestoreDatabases.open(cloud);
  const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const env = { PULUMI_CONFIG_PASSPHRASE: "", AWS_ENDPOINT_URL: rds.url, ...credentials };
  const small = await openSmallProject(await realEngine(), { env }, undefined, { cloud });
  // The folder that the project's PATH has first: the machine can have a kubectl.
  installKubectl(join(small.project, "..", "bin"));
  Object.assign(small.env, databases.environment, { GALLERY_URL: databases.galleryUrl });
  const file = join(small.project, "Pulumi.dev.yaml");
  writeFileSync(join(small.project, "program.ts"), PROGRAM);
  const config = join(small.project, "rehearse.config.ts");
  writeFileSync(config, readFileSync(config, "utf8").replaceAll('"./index"', '"./program"'));
  changeSettings(file, { databaseDeletionProtection: true });

  return {
    ...{ cloud, rds, databases, run: small.run },
    /** Runs lines of shell, and returns what they printed. @throws Error if they fail */
    async done(lines: string): Promise<string> {
      const { status, output } = await small.run(lines);
      if (status !== 0) throw new Error(`${lines} ended with status ${status}:\n${output}`);
      return output;
    },
    settings: () => readFileSync(file, "utf8"),
    instances: () =>
      cloud
        .list(instanceType)
        .map(({ name }) => name)
        .sort(),
    /** The messages of the updates, oldest first. */
    async updates(): Promise<readonly string[]> {
      const { output } = await small.run("pulumi stack history -s dev --output json --page-size 100");
      const history = JSON.parse(output) as { kind: string; message: string; result: string }[];
      return history
        .filter(({ kind, result }) => kind === "update" && result === "succeeded")
        .map(({ message }) => message)
        .reverse();
    },
    async close(): Promise<void> {
      small.close();
      rds.close();
      await databases.close();
    },
  };
}
