/** Whether EKS offers the Kubernetes version of a cluster. */
import { z } from "zod";
import type { Aws } from "../aws/client";
import { readPages } from "../aws/read";
import { asking, type Finding, ok, problem, warning } from "../finding";
import type { Needs } from "../needs";

const OPERATION = "eks:DescribeClusterVersions";

/** Seconds since 1970, as the service sends it. */
const date = z
  .number()
  .transform((seconds) => new Date(seconds * 1_000))
  .optional();

const schema = z.object({
  clusterVersions: z
    .array(
      z.object({ clusterVersion: z.string(), versionStatus: z.string(), endOfStandardSupportDate: date }),
    )
    .default([]),
});

const DAY = 24 * 3_600_000;
/** How long before the end of its support a version is reported, in days: an update of the control plane needs a test. */
const NOTICE_DAYS = 90;

export async function checkKubernetes(
  aws: Aws,
  { clusters, region }: Needs,
  now: Date,
): Promise<readonly Finding[]> {
  const findings = clusters.map(({ version, supportType }) => {
    const asked = `Kubernetes ${version}`;
    return asking(asked, async () => {
      const pages = await aws.pages(OPERATION, { clusterVersions: version });
      const offered = readPages(OPERATION, pages, schema)
        .flatMap(({ clusterVersions }) => clusterVersions)
        .find(({ clusterVersion }) => clusterVersion === version);
      if (offered === undefined || offered.versionStatus === "UNSUPPORTED")
        return problem(
          asked,
          `EKS does not offer it in ${region}`,
          `\`aws eks describe-cluster-versions --region ${region}\` lists the versions on offer.`,
        );
      const { versionStatus, endOfStandardSupportDate: end } = offered;
      const until = end === undefined ? "" : ` until ${end.toISOString().slice(0, 10)}`;
      const advice = "docs/upgrades.md describes how to change to a later version.";
      if (versionStatus === "EXTENDED_SUPPORT" && supportType === "STANDARD")
        return problem(
          asked,
          "its standard support has ended, and the cluster has no extended support",
          advice,
        );
      if (versionStatus === "EXTENDED_SUPPORT")
        return warning(asked, "extended support, at an extra price", advice);
      if (end !== undefined && end.getTime() - now.getTime() < NOTICE_DAYS * DAY)
        return warning(asked, `standard support${until} only`, advice);
      return ok(asked, `standard support${until}`);
    });
  });
  return (await Promise.all(findings)).flat();
}
