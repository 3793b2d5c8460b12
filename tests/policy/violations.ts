/** The results of policies for resources that a test defines, with the SDKs' types, so that no name is misspelt. */
import type * as pulumi from "@pulumi/pulumi";
import { findStackViolations, findViolations } from "../../policy/check";
import type { Resource, ResourcePolicy, StackPolicy } from "../../policy/policy";
import type { PolicySettings } from "../../policy/settings";

export const prod: PolicySettings = {
  project: "groundwork",
  production: true,
  exceptions: [],
  today: "2026-11-24",
};
export const dev: PolicySettings = { ...prod, production: false };

/** A property that a preview does not know, in place of any other value. */
export type Known<Args> = { readonly [K in keyof Args]?: pulumi.Unwrap<Args[K]> | symbol };

/** A resource; `Args` is the SDK's type of its arguments, omitted where a test sets what the type does not allow. */
export function resource<Args = never>(
  type: string,
  properties: [Args] extends [never] ? object : Known<NoInfer<Args>>,
  { name = "it", dependencies = [] }: { name?: string; dependencies?: readonly Resource[] } = {},
): Resource {
  const urn = `urn:pulumi:test::groundwork::${type}::${name}`;
  return {
    urn,
    type,
    name,
    properties: { ...properties },
    dependencies: dependencies.map((each) => each.urn),
  };
}

/** The findViolations of a policy for one resource; empty if it complies. */
export function violationsOf(
  policy: ResourcePolicy,
  about: Resource,
  settings: PolicySettings = prod,
): string {
  return findViolations(policy, about, settings)
    .map(({ message }) => message)
    .join("\n");
}

/** The findViolations of a policy for several resources; empty if they comply. */
export function stackViolationsOf(
  policy: StackPolicy,
  about: readonly Resource[],
  settings: PolicySettings = prod,
): string {
  return findStackViolations(policy, about, settings)
    .map(({ message }) => message)
    .join("\n");
}

/** A Kubernetes object that starts one pod of the given specification. */
export function workload(pod: object, kind = "apps/v1:Deployment"): Resource {
  const template = { spec: { template: { spec: pod } } };
  const spec = kind.endsWith("CronJob") ? { jobTemplate: template } : template.spec;
  return resource(`kubernetes:${kind}`, { spec: kind.endsWith(":Pod") ? pod : spec });
}
