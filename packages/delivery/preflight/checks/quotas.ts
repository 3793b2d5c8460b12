/** Whether the account's quotas leave room for the stack. */
import { z } from "zod";
import type { Aws } from "../aws/client";
import { readPages } from "../aws/read";
import { asking, type Finding, isMissing, ok, problem, warning } from "../finding";
import type { Needs } from "../needs";
import { existing } from "./existing";

/** How much of something a stack needs, and how much of it the account has. */
interface Demand {
  readonly asked: string;
  /** Codes of Service Quotas. https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html */
  readonly service: string;
  readonly code: string;
  /** What the whole stack needs. */
  readonly needed: number;
  /** What the stack can grow to. Default: `needed`. */
  readonly most?: number;
  readonly unit?: string;
  /** What exists: of this stack, and in the whole account. */
  readonly used: () => Promise<{ readonly own: number; readonly all: number }>;
}

/** @param ownCluster matches the names of the stack's clusters. Default: none */
export async function checkQuotas(aws: Aws, needs: Needs, ownCluster?: RegExp): Promise<readonly Finding[]> {
  const demands = demandsOf(existing(aws, needs, ownCluster), needs).filter(({ needed }) => needed > 0);
  const findings = await Promise.all([
    ...demands.map((demand) => checkDemand(aws, demand)),
    ...needs.builds.map((environment) => checkBuilds(aws, environment)),
  ]);
  return findings.flat();
}

function demandsOf(exists: ReturnType<typeof existing>, needs: Needs): readonly Demand[] {
  const natZones = [...new Set(needs.natGatewayZones)];
  return [
    {
      asked: "VPCs",
      service: "vpc",
      code: "L-F678F1CE",
      needed: needs.vpcs,
      used: exists.vpcs,
    },
    {
      asked: "Internet gateways",
      service: "vpc",
      code: "L-A4707A72",
      needed: needs.internetGateways,
      used: exists.internetGateways,
    },
    {
      asked: "Elastic IP addresses",
      service: "ec2",
      code: "L-0263D0A3",
      needed: needs.addresses,
      used: exists.addresses,
    },
    ...natZones.map((zone) => ({
      asked: `NAT gateways in ${zone}`,
      service: "vpc",
      code: "L-FE5A380F",
      needed: needs.natGatewayZones.filter((each) => each === zone).length,
      used: () => exists.natGateways(zone),
    })),
    {
      asked: "Database instances",
      service: "rds",
      code: "L-7B6409FD",
      needed: needs.databases.length,
      used: exists.databases,
    },
    {
      // Of the families A, C, D, H, I, M, R, T and Z.
      asked: "vCPU of On-Demand instances",
      service: "ec2",
      code: "L-1216C47A",
      needed: needs.nodes.leastVcpu,
      most: needs.nodes.mostVcpu,
      unit: "vCPU",
      used: exists.vcpu,
    },
  ];
}

async function checkDemand(aws: Aws, demand: Demand): Promise<readonly Finding[]> {
  const { asked, service, code, needed, most = needed } = demand;
  return asking(asked, async () => {
    const [quota, { own, all }] = await Promise.all([readQuota(aws, service, code), demand.used()]);
    const [least, room] = [Math.max(0, needed - own), quota - all];
    const growth = most > needed ? `, up to ${most}` : "";
    const found = `${needed} needed${growth}, ${own === 0 ? "" : `${own} of them exist, `}${all} of ${quota} in use`;
    const raise = (more: number) => increase(aws, service, code, all + more);
    // An account can be over its quota, as after AWS has lowered it: what exists stays.
    if (least > Math.max(0, room)) return problem(asked, found, raise(least));
    const mostMore = Math.max(0, most - own);
    return mostMore > Math.max(0, room)
      ? warning(asked, found, `Nodes stop being added at the quota. ${raise(mostMore)}`)
      : ok(asked, found);
  });
}

function increase({ region }: Aws, service: string, code: string, value: number): string {
  return `Request an increase, which can take days: aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${value} --region ${region}`;
}

const quotaSchema = z.object({ Quota: z.object({ Value: z.number() }) });

/** The quota that applies to the account; AWS's default, if the account has no other. */
async function readQuota(aws: Aws, ServiceCode: string, QuotaCode: string): Promise<number> {
  const params = { ServiceCode, QuotaCode };
  const read = async (
    operation: "servicequotas:GetServiceQuota" | "servicequotas:GetAWSDefaultServiceQuota",
  ) => readPages(operation, await aws.pages(operation, params), quotaSchema)[0]?.Quota.Value ?? 0;
  try {
    return await read("servicequotas:GetServiceQuota");
  } catch (error) {
    if (isMissing(error)) return read("servicequotas:GetAWSDefaultServiceQuota");
    throw error;
  }
}

const listSchema = z.object({
  Quotas: z.array(z.object({ QuotaName: z.string(), QuotaCode: z.string(), Value: z.number() })).default([]),
});

/**
 * New accounts can start 0 or 1 builds of an environment at a time. The quotas are found by their names:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html
 */
async function checkBuilds(aws: Aws, environment: string): Promise<readonly Finding[]> {
  const name = `Concurrently running builds for ${environment} environment`;
  const asked = `CodeBuild builds, ${environment}`;
  const operation = "servicequotas:ListServiceQuotas";
  return asking(asked, async () => {
    const quota = readPages(operation, await aws.pages(operation, { ServiceCode: "codebuild" }), listSchema)
      .flatMap(({ Quotas }) => Quotas)
      .find(({ QuotaName }) => QuotaName === name);
    if (quota === undefined)
      return warning(asked, `Service Quotas has no "${name}"`, "Check it in the CodeBuild console.");
    return quota.Value < 1
      ? problem(asked, `${quota.Value} at a time`, increase(aws, "codebuild", quota.QuotaCode, 1))
      : ok(asked, `${quota.Value} at a time`);
  });
}
