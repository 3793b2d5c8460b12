/** The output of `npm audit --json`. https://docs.npmjs.com/cli/v11/commands/npm-audit */
import { z } from "zod";

const packageSchema = z.object({
  name: z.string(),
  severity: z.enum(["info", "low", "moderate", "high", "critical"]),
  via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
  fixAvailable: z.union([z.boolean(), z.object({ name: z.string(), version: z.string() })]),
});

const auditSchema = z.object({
  vulnerabilities: z.record(z.string(), packageSchema),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});

const refusalSchema = z.object({ message: z.string().optional(), error: z.unknown().optional() });

/** A package with known vulnerabilities. */
export type VulnerablePackage = z.output<typeof packageSchema>;

export type Audit =
  | { readonly packages: readonly VulnerablePackage[]; readonly dependencies: number }
  /** The reason for a missing result. */
  | { readonly unavailable: string };

/** Parses npm's output. An incomplete output counts as unavailable, so that it is not mistaken for "nothing found". */
export function readAudit(output: string): Audit {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    return { unavailable: output.trim().slice(0, 200) };
  }
  const audit = auditSchema.safeParse(json);
  if (audit.success) {
    const { vulnerabilities, metadata } = audit.data;
    return { packages: Object.values(vulnerabilities), dependencies: metadata.dependencies.prod };
  }
  const refusal = refusalSchema.safeParse(json);
  return {
    unavailable: (refusal.success ? refusal.data.message : undefined) ?? "a response without results",
  };
}

/** The packages whose vulnerabilities fail the check: severity high or critical. */
export function serious(packages: readonly VulnerablePackage[]): readonly VulnerablePackage[] {
  return packages.filter(({ severity }) => severity === "high" || severity === "critical");
}

/** Describes a package in one line. */
export function describe({ name, severity, via, fixAvailable }: VulnerablePackage): string {
  const causes = via.map((each) => (typeof each === "string" ? `by ${each}` : `${each.title} ${each.url}`));
  const repair =
    typeof fixAvailable === "object"
      ? `fixed by ${fixAvailable.name} ${fixAvailable.version}`
      : fixAvailable
        ? "fixed by npm audit fix"
        : "no fix yet";
  return `${severity.padEnd(8)} ${name}: ${causes.join("; ")} (${repair})`;
}
