import { z } from "zod";
import { createLog } from "../log/log";
import { instance } from "../telemetry/origin";
import { addressOf, jobsOf, planCreated, readSecret, report } from "./backup";
import { readContents } from "./contents";
import { validateRestoreTests } from "./validate";

const log = createLog(process.env.LOG_LEVEL ?? "info", {
  service: "restore-test",
  version: process.env.VERSION ?? "0.0.0-local",
  instance: instance(),
});

const settings = z.object({
  PLAN_NAME: z.string().min(1).describe("name of the restore testing plan"),
  PLAN_ARN: z.string().min(1).describe("ARN of the restore testing plan"),
  SECRET_ARN: z.string().min(1).describe("ARN of the secret with the database's user name and password"),
});

/**
 * Lambda handler that validates the restore tests of a plan: it reads each restored database, compares it with the present one, and reports
 * the result to AWS Backup. It is called every hour.
 * @throws if the last restore test has failed, could not be validated, or none has succeeded for 33 days
 */
export async function handler(): Promise<void> {
  const { PLAN_NAME: name, PLAN_ARN: arn, SECRET_ARN } = settings.parse(process.env);
  const plan = { name, arn };
  const login = () => readSecret(SECRET_ARN);
  const found = await validateRestoreTests(
    {
      planCreated: () => planCreated(plan),
      jobs: (since) => jobsOf(plan, since),
      report,
      restored: async (instanceArn, time) => readContents(await addressOf(instanceArn), await login(), time),
      present: async (time) => {
        const { host, port, ...user } = await login();
        return readContents(`${host}:${port}`, user, time);
      },
    },
    new Date(),
  );
  log.info({ found }, "restore tests");
}
