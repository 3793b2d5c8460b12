/** The calls of AWS's APIs with which restore tests are validated. */
import {
  BackupClient,
  GetRestoreTestingPlanCommand,
  PutRestoreValidationResultCommand,
  paginateListRestoreJobs,
} from "@aws-sdk/client-backup";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";
import type { Job } from "./validate";

/** The restore testing plan whose tests are validated. */
export interface Plan {
  readonly name: string;
  readonly arn: string;
}

const backup = new BackupClient({});
const rds = new RDSClient({});
const secrets = new SecretsManagerClient({});

export async function planCreated({ name }: Plan): Promise<Date> {
  const { RestoreTestingPlan } = await backup.send(
    new GetRestoreTestingPlanCommand({ RestoreTestingPlanName: name }),
  );
  if (RestoreTestingPlan?.CreationTime === undefined)
    throw new Error(`the plan ${name} has no time of creation`);
  return RestoreTestingPlan.CreationTime;
}

/** Restore tests of a plan that were created since a time, newest first. */
export async function jobsOf({ arn }: Plan, since: Date): Promise<readonly Job[]> {
  const found: Job[] = [];
  const pages = paginateListRestoreJobs(
    { client: backup },
    { ByRestoreTestingPlanArn: arn, ByCreatedAfter: since },
  );
  for await (const { RestoreJobs = [] } of pages)
    for (const job of RestoreJobs)
      found.push({
        id: job.RestoreJobId ?? "",
        created: job.CreationDate ?? since,
        status: job.Status ?? "",
        message: job.ValidationStatusMessage ?? job.StatusMessage,
        validation: job.ValidationStatus,
        instanceArn: job.CreatedResourceArn,
        backupTaken: job.RecoveryPointCreationDate,
      });
  return found.sort((one, other) => other.created.getTime() - one.created.getTime());
}

export async function report(
  RestoreJobId: string,
  ValidationStatus: "SUCCESSFUL" | "FAILED",
  ValidationStatusMessage: string,
): Promise<void> {
  const result = { RestoreJobId, ValidationStatus, ValidationStatusMessage };
  await backup.send(new PutRestoreValidationResultCommand(result));
}

/** The host of an instance, with its port. */
export async function addressOf(instanceArn: string): Promise<string> {
  const { DBInstances = [] } = await rds.send(
    new DescribeDBInstancesCommand({ DBInstanceIdentifier: instanceArn }),
  );
  const { Address, Port } = DBInstances[0]?.Endpoint ?? {};
  if (Address === undefined) throw new Error(`${instanceArn} has no address`);
  return Port === undefined ? Address : `${Address}:${Port}`;
}

const secret = z.object({
  host: z.string(),
  port: z.number(),
  username: z.string(),
  password: z.string(),
  dbname: z.string(),
});

/** The secret with the address of the present primary, and the user's password. */
export async function readSecret(SecretId: string): Promise<z.infer<typeof secret>> {
  const { SecretString = "{}" } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  return secret.parse(JSON.parse(SecretString));
}
