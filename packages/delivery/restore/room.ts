/** Whether the account and the region have room for a second generation of instances. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import type { Aws } from "../preflight/aws/client";
import { checkDatabases } from "../preflight/checks/database";
import { checkQuotas } from "../preflight/checks/quotas";
import type { Finding } from "../preflight/finding";
import { needsOf } from "../preflight/needs";

/**
 * Asks for the quota of instances, and whether RDS offers their class. In an incident, nothing else of the stack is asked.
 *
 * @param resources the stack in the phase in which both generations have all their instances
 */
export async function checkRoom(
  aws: Aws,
  resources: readonly EvaluatedResource[],
): Promise<readonly Finding[]> {
  const needs = needsOf(resources);
  const databasesOnly = {
    ...needs,
    ...{ vpcs: 0, internetGateways: 0, addresses: 0, natGatewayZones: [], builds: [] },
    nodes: { ...needs.nodes, leastVcpu: 0, mostVcpu: 0 },
  };
  const findings = await Promise.all([checkQuotas(aws, databasesOnly), checkDatabases(aws, needs)]);
  return findings.flat();
}
