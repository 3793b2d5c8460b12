/** Asks an account whether a stack can be created or updated in it. Changes nothing. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { type Aws, createAws } from "./aws/client";
import { checkAccount, type Identity, identify } from "./checks/account";
import { checkDatabases } from "./checks/database";
import { checkImages } from "./checks/images";
import { checkKubernetes } from "./checks/kubernetes";
import { checkQuotas } from "./checks/quotas";
import { checkReferences } from "./checks/references";
import { checkZones } from "./checks/zones";
import type { Finding } from "./finding";
import { type Needs, needsOf } from "./needs";

export interface PreflightArgs {
  readonly stack: string;
  /** The stack's evaluated resources. */
  readonly resources: readonly EvaluatedResource[];
  /** How long AWS may take to answer one request, in seconds. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** For the end of support. */
  readonly now: Date;
  /** The network that exists before the stack. Default: none. */
  readonly network?: ReadNetwork;
}

/** A network that was read from the account. */
interface ReadNetwork {
  readonly findings: readonly Finding[];
  readonly subnets: readonly { readonly id: string; readonly availabilityZone: string }[];
}

export interface Preflight {
  readonly stack: string;
  readonly region: string;
  readonly identity: Identity;
  readonly findings: readonly Finding[];
  /** Whether there is no problem, and AWS answered everything. */
  readonly passed: boolean;
}

/**
 * Asks the account of the shell's credentials. With credentials of another account than the stack's, only that is reported.
 *
 * @throws Explained without valid credentials, or if AWS cannot be reached
 */
export async function preflight(args: PreflightArgs): Promise<Preflight> {
  const { stack, resources, timeoutSeconds, signal, now, network } = args;
  const needs = needsOf(resources, network?.subnets);
  const { region } = needs;
  const aws = createAws({ region, timeoutSeconds, signal });
  const identity = await identify(aws);
  const account = checkAccount(identity, needs, `Pulumi.${stack}.yaml`);
  const rest = account.result === "ok" ? await ask(aws, needs, identity, now) : [];
  return resultOf(stack, region, identity, [account, ...(network?.findings ?? []), ...rest]);
}

/** The result of these findings. */
export function resultOf(
  stack: string,
  region: string,
  identity: Identity,
  findings: readonly Finding[],
): Preflight {
  const passed = findings.every(({ result }) => result === "ok" || result === "warning");
  return { stack, region, identity, findings, passed };
}

async function ask(aws: Aws, needs: Needs, identity: Identity, now: Date): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    checkZones(aws, needs),
    checkKubernetes(aws, needs, now),
    checkDatabases(aws, needs),
    checkQuotas(aws, needs),
    checkReferences(aws, needs, identity),
    checkImages(aws, needs),
  ]);
  return findings.flat();
}
