/** The settings that allow destroying a protected stack (docs/operations.md, "Remove an environment"). */
export const guardRailsOff = { environment: "dev", databaseDeletionProtection: false } as const;
