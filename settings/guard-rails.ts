/** The settings by which a person says that a guarded stack may be destroyed (docs/operations.md, "Remove an environment"). */
export const guardRailsOff = { environment: "dev", databaseDeletionProtection: false } as const;
