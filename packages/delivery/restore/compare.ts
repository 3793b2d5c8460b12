/** Compares a restored database with the present one, as pure functions. */
import { type Finding, ok, problem, warning } from "../preflight/finding";
import type { Migrations, Rows } from "./statements";

/** The first migration that ran after a time, which a restore to this time undoes. Undefined if there is none. */
function migrationAfter(migrations: Migrations, time: string) {
  return migrations.find(({ run_on }) => Date.parse(run_on) > Date.parse(time));
}

/** Whether a time is before a change of the schema, which applications that run may need. */
export function checkSchemaTime(migrations: Migrations, time: string, allowed: boolean): Finding {
  const asked = "Schema";
  const undone = migrationAfter(migrations, time);
  if (undone === undefined) return ok(asked, `no migration ran after ${time}`);
  const found = `the migration ${undone.name} ran at ${undone.run_on}, after ${time}`;
  return allowed
    ? warning(
        asked,
        found,
        "The restored database does not have it. docs/restores.md describes what to deploy.",
      )
    : problem(asked, found, "Choose a later time, or continue with --before-schema-change.");
}

/**
 * Compares the schemas.
 *
 * @param former undefined if it cannot be read
 */
export function compareSchemas(
  restored: Migrations,
  former: Migrations | undefined,
  beforeSchemaChange: boolean,
): Finding {
  const asked = "Restored schema";
  const last = restored.at(-1)?.name;
  if (last === undefined)
    return problem(asked, "it has no migration", "Go back with --back, and choose another source.");
  if (former === undefined)
    return warning(asked, `its last migration is ${last}`, "The present database could not be compared.");
  const missing = former
    .map(({ name }) => name)
    .filter((name) => !restored.some((each) => each.name === name));
  if (missing.length === 0) return ok(asked, `its last migration is ${last}, as in the present database`);
  const found = `its last migration is ${last}; it does not have ${missing.join(", ")}`;
  return beforeSchemaChange
    ? warning(asked, found, "Applications that need them fail after the switch: docs/restores.md.")
    : problem(
        asked,
        found,
        "Go back with --back and choose a later time, or continue with --before-schema-change.",
      );
}

/** Until when a source has rows. */
export interface SourceTimes {
  /** The time of the restore: it has no later row. Undefined if it is not known. */
  readonly time: string | undefined;
  /** It has every row until this time. Undefined if that is not known, because the restored database has no row. */
  readonly contains: string | undefined;
}

/**
 * Compares the rows.
 *
 * @param former undefined if they cannot be read, as those of a dropped table
 */
export function compareRows(
  restored: Rows,
  former: Rows | undefined,
  { time, contains }: SourceTimes,
): readonly Finding[] {
  const asked = "Restored rows";
  const newest = restored.newest === undefined ? "there is no newest" : `the newest is of ${restored.newest}`;
  const found = `${restored.all}; ${newest}`;
  if (time !== undefined && Date.parse(restored.newest ?? time) > Date.parse(time))
    return [
      problem(
        asked,
        `${found}, which is after ${time}`,
        "It is not the source that you named: go back with --back.",
      ),
    ];
  if (former === undefined) return [warning(asked, found, "The present database could not be compared.")];
  const missing = "Rows are missing: go back with --back, and choose another source.";
  if (contains === undefined && former.all > 0)
    return [
      problem(
        asked,
        `${found}; the present database has ${former.all} rows`,
        `${missing} If all of them are newer than the source, continue with --without-checks.`,
      ),
    ];
  // A deletion after the time makes the restored database larger. Nothing makes it smaller.
  if (restored.all < former.before)
    return [
      problem(
        asked,
        `${found}; ${former.before} rows of the present database existed at ${contains}`,
        missing,
      ),
    ];
  const present = `${former.all}; ${former.newest === undefined ? "there is no newest" : `the newest is of ${former.newest}`}`;
  return [ok(asked, found), ok("Present rows", present)];
}
