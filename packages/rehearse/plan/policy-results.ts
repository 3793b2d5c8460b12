/** A violation of a policy by a resource. */
export interface PolicyResult {
  /** Name of the policy. */
  readonly policy: string;
  /** A violation of a mandatory policy stops the deployment. */
  readonly level: "mandatory" | "advisory";
  readonly severity: "critical" | "high" | "medium" | "low";
  /** The problem, and the next step. */
  readonly message: string;
  readonly urn: string;
  /** Reason and last day (YYYY-MM-DD) of an exception; missing if there is none. */
  readonly excepted?: { readonly reason: string; readonly until: string };
  /** URL of the source of the policy. */
  readonly source: string;
}

/** Whether a result stops a deployment. */
export function isForbidden({ level, excepted }: PolicyResult): boolean {
  return level === "mandatory" && excepted === undefined;
}
