/** Validates the restore tests of AWS Backup, and finds out whether the last one succeeded. */
import { type Contents, problemsOf } from "./compare";

/** A restore test. Times are of AWS Backup. */
export interface Job {
  readonly id: string;
  readonly created: Date;
  /** PENDING, RUNNING, COMPLETED, ABORTED or FAILED. */
  readonly status: string;
  readonly message: string | undefined;
  /** Undefined before a validation; VALIDATING, SUCCESSFUL, FAILED or TIMED_OUT after it. */
  readonly validation: string | undefined;
  /** ARN of the restored instance. */
  readonly instanceArn: string | undefined;
  /** When the backup was taken. */
  readonly backupTaken: Date | undefined;
}

/** What AWS answers, and how databases are read. */
export interface Access {
  /** When the restore testing plan was created. */
  readonly planCreated: () => Promise<Date>;
  /** Restore tests of the plan since a time, newest first. */
  readonly jobs: (since: Date) => Promise<readonly Job[]>;
  /** Tells AWS Backup the result of a validation. */
  readonly report: (id: string, result: "SUCCESSFUL" | "FAILED", message: string) => Promise<void>;
  /** Reads the database that a restore test created, as it was at a time. */
  readonly restored: (instanceArn: string, time: Date) => Promise<Contents>;
  /** Reads the database that applications use. */
  readonly present: (time: Date) => Promise<Contents>;
}

const DAY = 24 * 60 * 60 * 1000;

/** Days in which a restore test must succeed: the longest month, and a day to start and one to restore and validate. */
const MAX_DAYS = 33;

/** AWS Backup accepts messages of at most this length. */
const MESSAGE_LENGTH = 250;

/**
 * Validates each restore test that has no result yet. It can be called as often as needed: a test with a result is not validated again.
 *
 * @returns what was found, in one line
 * @throws if the last restore test has failed, could not be validated, or none has succeeded for 33 days
 */
export async function validateRestoreTests(access: Access, now: Date): Promise<string> {
  const jobs = await access.jobs(new Date(now.getTime() - MAX_DAYS * DAY));
  const results: Job[] = [];
  for (const job of jobs)
    results.push(needsValidation(job) ? { ...job, ...(await validate(job, access)) } : job);
  const last = results.find(isConcluded);
  if (last !== undefined && !isGood(last))
    throw new Error(`${describe(last)}: ${last.message ?? "no reason"}`);
  if (last !== undefined) return `${describe(last)}: ${last.message ?? "validated"}`;
  const created = await access.planCreated();
  if (now.getTime() - created.getTime() > MAX_DAYS * DAY)
    throw new Error(`no restore test has succeeded in the last ${MAX_DAYS} days`);
  return `no restore test yet; the plan was created at ${created.toISOString()}`;
}

const needsValidation = ({ status, validation }: Job) =>
  status === "COMPLETED" && (validation === undefined || validation === "VALIDATING");

/** Whether a test has a result. One that still runs says nothing about the one before it. */
const isConcluded = (job: Job) =>
  job.status === "FAILED" ||
  job.status === "ABORTED" ||
  (job.status === "COMPLETED" && job.validation !== undefined && job.validation !== "VALIDATING");

const isGood = ({ status, validation }: Job) => status === "COMPLETED" && validation === "SUCCESSFUL";

const describe = ({ id, created, status, validation }: Job) =>
  `restore test ${id} of ${created.toISOString()} is ${status}${validation === undefined ? "" : `, its validation ${validation}`}`;

/** @throws if a database cannot be read: the test stays without a result, and the next call validates it */
async function validate(
  { id, instanceArn, backupTaken }: Job,
  { restored, present, report }: Access,
): Promise<Pick<Job, "validation" | "message">> {
  if (instanceArn === undefined || backupTaken === undefined)
    throw new Error(`restore test ${id} has no restored instance, or no time of its backup`);
  const [found, expected] = [await restored(instanceArn, backupTaken), await present(backupTaken)];
  const problems = problemsOf(found, expected);
  const result = problems.length === 0 ? "SUCCESSFUL" : "FAILED";
  const message =
    problems.length === 0
      ? `${found.photos} photos and ${found.migrations.length} migrations of ${backupTaken.toISOString()}`
      : problems.join("; ").slice(0, MESSAGE_LENGTH);
  await report(id, result, message);
  return { validation: result, message };
}
