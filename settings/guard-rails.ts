/**
 * The settings by which a person says that a guarded stack may be destroyed (docs/operations.md, "Remove an environment"). A
 * rehearsal also gives up the final snapshot, which outlives the stack together with its key, to test that nothing is left.
 */
export const guardRailsOff = {
  environment: "dev",
  databaseDeletionProtection: false,
  databaseFinalSnapshot: false,
} as const;
