/** Support dates that no package carries, from AWS's documentation. `npm run test:workflows` cannot compare them. */

/** The support of a version: the last day of standard and of extended support, as `YYYY-MM-DD`. */
export interface Support {
  readonly version: string;
  readonly standard: string;
  readonly extended: string;
}

/** Support dates, and where and when they were read. */
export interface Calendar {
  readonly source: string;
  readonly read: string;
  readonly versions: readonly Support[];
}

/**
 * Kubernetes on EKS, oldest first. EKS supports a version for 14 months, and then for 12 months for a higher price; it creates no
 * clusters after that.
 */
export const kubernetes: Calendar = {
  source: "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  read: "2026-11-26",
  versions: [
    { version: "1.29", standard: "2025-03-23", extended: "2026-03-23" },
    { version: "1.30", standard: "2025-07-23", extended: "2026-07-23" },
    { version: "1.31", standard: "2025-11-26", extended: "2026-11-26" },
    { version: "1.32", standard: "2026-03-23", extended: "2027-03-23" },
    { version: "1.33", standard: "2026-07-29", extended: "2027-07-29" },
    { version: "1.34", standard: "2026-12-02", extended: "2027-12-02" },
    { version: "1.35", standard: "2027-03-27", extended: "2028-03-27" },
    // The page was read without the dates of 1.36. Kubernetes released it on 2026-04-22, EKS follows within 44 days, and the
    // page's rule is 14 and 26 months from there: https://kubernetes.io/releases/
    { version: "1.36", standard: "2027-08-31", extended: "2028-08-31" },
  ],
};

/** Major versions of PostgreSQL on RDS, oldest first. RDS charges for extended support. */
export const postgres: Calendar = {
  source:
    "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
  read: "2026-11-26",
  versions: [
    { version: "11", standard: "2024-02-29", extended: "2027-03-31" },
    { version: "12", standard: "2025-02-28", extended: "2028-02-29" },
    { version: "13", standard: "2026-02-28", extended: "2029-02-28" },
    { version: "14", standard: "2027-02-28", extended: "2030-02-28" },
    { version: "15", standard: "2028-02-29", extended: "2031-02-28" },
    { version: "16", standard: "2029-02-28", extended: "2032-02-29" },
    { version: "17", standard: "2030-02-28", extended: "2033-02-28" },
    // Read without 18; each major version is supported a year longer than the one before it.
    { version: "18", standard: "2031-02-28", extended: "2034-02-28" },
  ],
};
