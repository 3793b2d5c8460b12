/** What one policy says about one resource that breaks it. */
export interface PolicyResult {
  /** Name of the policy. */
  readonly policy: string;
  /** What the engine does about it: a mandatory one stops the deployment. */
  readonly level: "mandatory" | "advisory";
  readonly severity: "critical" | "high" | "medium" | "low";
  /** What is wrong, and what to do. */
  readonly message: string;
  readonly urn: string;
  /** Why the resource may break it, and until which day (YYYY-MM-DD); missing when it may not. */
  readonly excepted?: { readonly reason: string; readonly until: string };
  /** Where the policy comes from, as a URL. */
  readonly source: string;
}

/** Whether a result stops a deployment. */
export function isForbidden({ level, excepted }: PolicyResult): boolean {
  return level === "mandatory" && excepted === undefined;
}
