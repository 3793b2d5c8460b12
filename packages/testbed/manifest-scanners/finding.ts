/** A rule that a manifest does not follow. */
export interface Finding {
  /** The scanner and the id of its rule, such as `checkov CKV_K8S_35`. */
  readonly rule: string;
  /** Kind, namespace and name: `Deployment/gallery/api`. Cluster-scoped objects have an empty namespace. */
  readonly object: string;
  /** The scanner's description of the problem. */
  readonly message: string;
}

/** The result of a scan. */
export interface Scan {
  /** Number of checks that the scanner made, passed ones included. 0 means that it read nothing. */
  readonly checks: number;
  readonly findings: readonly Finding[];
}
