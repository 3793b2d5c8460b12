/** Renames the setting `environment` of version 0.1.0 in the text of a stack's file, as docs/upgrades.md says. */

const classes = { dev: "development", prod: "production" } as const;

export function withGuardRails(text: string): string {
  const renamed = Object.entries(classes).reduce(
    (before, [environment, guardRails]) =>
      before.replace(`groundwork:environment: ${environment}\n`, `groundwork:guardRails: ${guardRails}\n`),
    text,
  );
  if (renamed === text) throw new Error("the stack's file does not set groundwork:environment");
  return renamed;
}

/** The earlier name, in the text of a current file. */
export function withEnvironment(text: string): string {
  const renamed = Object.entries(classes).reduce(
    (before, [environment, guardRails]) =>
      before.replace(`groundwork:guardRails: ${guardRails}\n`, `groundwork:environment: ${environment}\n`),
    text,
  );
  if (renamed === text) throw new Error("the stack's file does not set groundwork:guardRails");
  return renamed;
}
