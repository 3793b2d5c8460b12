/** Asks an account about a stack. The program of a stack in an existing VPC sees the VPC of the account. */
import type { ExistingVpc } from "@groundwork/rehearse/cloud/existing";
import { evaluateStack } from "@groundwork/rehearse/plan/print";
import { loadConfig } from "@groundwork/rehearse/project/config";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { type DeliveryConfig, deliveryConfig, hasDelivery } from "../config";
import { type Aws, createAws } from "./aws/client";
import { type Identity, identify } from "./checks/account";
import { isUsedBy, readExistingVpc } from "./existing-vpc";
import { asking, type Finding, ok, problem } from "./finding";
import { type Preflight, type PreflightArgs, preflight, resultOf } from "./preflight";

interface StackPreflightArgs extends Omit<PreflightArgs, "resources" | "network"> {
  /** Settings, with their namespace, that replace those in the stack's file. */
  readonly changes: Readonly<Record<string, string>>;
}

/** @throws Explained without valid credentials, or if AWS cannot be reached; SettingsError for settings that are not allowed */
export async function preflightStack({ changes, ...args }: StackPreflightArgs): Promise<Preflight> {
  const { stack, timeoutSeconds, signal } = args;
  const config = { ...readStackConfig(projectFolder, stack).config, ...changes };
  const rules = hasDelivery() ? deliveryConfig().existingVpc : undefined;
  const vpc = rules?.of(config, projectName());
  if (rules === undefined || vpc === undefined) {
    const { resources } = await evaluateStack(stack, changes);
    return preflight({ ...args, resources });
  }
  const { id, region } = vpc;
  const aws = createAws({ region, timeoutSeconds, signal });
  const identity = await identify(aws);
  const read = await readVpc(aws, id, stack);
  const refused = (findings: readonly Finding[]) =>
    resultOf(stack, region, identity, [accountOf(identity, region), ...findings]);
  if ("unread" in read) return refused(read.unread);
  try {
    const existing = { ...loadConfig().existing, vpcs: read.vpc === undefined ? [] : [read.vpc] };
    const { resources } = await evaluateStack(stack, changes, existing);
    const { vpc: found, isInUse } = read;
    const network = { findings: [describe(found, id, isInUse)], subnets: found?.subnets ?? [] };
    return await preflight({ ...args, resources, network });
  } catch (error) {
    const findings = problemsIn(rules, error);
    if (findings === undefined) throw error;
    return refused(findings);
  }
}

type Read =
  | { readonly vpc: ExistingVpc | undefined; readonly isInUse: boolean }
  | { readonly unread: readonly Finding[] };

/** While the stack runs in the VPC, its own pods use the addresses, so that these are not checked. */
async function readVpc(aws: Aws, id: string, stack: string): Promise<Read> {
  let read: Read | undefined;
  const unread = await asking(`VPC ${id}`, async () => {
    const [vpc, isInUse] = await Promise.all([
      readExistingVpc(aws, id),
      isUsedBy(aws, id, { project: projectName(), stack }),
    ]);
    read = { vpc: vpc && isInUse ? withFreeAddresses(vpc) : vpc, isInUse };
    return [];
  });
  return read ?? { unread };
}

/** As many free addresses as the largest subnet of AWS has, a /16. */
const withFreeAddresses = (vpc: ExistingVpc): ExistingVpc => ({
  ...vpc,
  subnets: vpc.subnets.map((subnet) => ({ ...subnet, availableIpAddressCount: 2 ** 16 - 5 })),
});

const accountOf = ({ account, arn }: Identity, region: string): Finding =>
  ok(`Account of region ${region}`, `${account}, as ${arn}`);

const describe = (vpc: ExistingVpc | undefined, id: string, isInUse: boolean): Finding =>
  ok(
    `VPC ${id}`,
    isInUse
      ? `${vpc?.cidrBlock}, with the zones, routes and tags that the stack needs; it runs there, so that free addresses are not checked`
      : `${vpc?.cidrBlock}, with the zones, routes, tags and free addresses that the stack needs`,
  );

/** What the program says about the VPC. */
function problemsIn(
  { problemsIn: read }: NonNullable<DeliveryConfig["existingVpc"]>,
  error: unknown,
): readonly Finding[] | undefined {
  return read(error)?.map(({ subject, found, needed, advice }) =>
    problem(subject, `${found}; needed: ${needed}`, advice),
  );
}
