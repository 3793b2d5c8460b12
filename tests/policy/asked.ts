/** What policies say about resources that a test makes up, in the types of the SDKs, so that no name is misspelt. */
import type * as pulumi from "@pulumi/pulumi";
import { findStackViolations, findViolations } from "../../policy/check";
import type { Resource, ResourcePolicy, StackPolicy } from "../../policy/policy";
import type { PolicySettings } from "../../policy/settings";

export const prod: PolicySettings = { production: true, exceptions: [], today: "2026-11-24" };
export const dev: PolicySettings = { ...prod, production: false };

/** A property that a preview cannot know, in the place of any other. */
export type Known<Args> = { readonly [K in keyof Args]?: pulumi.Unwrap<Args[K]> | symbol };

/** A resource; `Args` is the SDK's type of its arguments, left out where a test says what the type does not allow. */
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

/** What a policy says about one resource; empty when all is well. */
export function said(policy: ResourcePolicy, about: Resource, settings: PolicySettings = prod): string {
  return findViolations(policy, about, settings)
    .map(({ message }) => message)
    .join("\n");
}

/** What a policy says about resources together; empty when all is well. */
export function saidOf(
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
