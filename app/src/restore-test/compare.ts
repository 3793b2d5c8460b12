/** Compares a restored database with the present one, as a pure function. */

/** What is read of a database. */
export interface Contents {
  /** Names of the migrations that ran up to the time of the backup, oldest first. */
  readonly migrations: readonly string[];
  /** Number of photos. */
  readonly photos: number;
  /** Number of photos whose rows existed for sure at the time of the backup. */
  readonly before: number;
}

/**
 * Compares a restored database with the present one. Photos that were deleted since the backup make the restored database larger; nothing
 * makes it smaller.
 *
 * @returns why the restored database is not what was backed up; empty if it is
 */
export function problemsOf(restored: Contents, present: Contents): readonly string[] {
  const missing = present.migrations.filter((name) => !restored.migrations.includes(name));
  return [
    ...(restored.migrations.length === 0 ? ["the restored database has no schema of the gallery"] : []),
    ...(missing.length === 0
      ? []
      : [`the restored database does not have the migrations ${missing.join(", ")}`]),
    ...(restored.photos < present.before
      ? [
          `the restored database has ${restored.photos} photos; ${present.before} of the present ones existed at the time of the backup`,
        ]
      : []),
  ];
}
