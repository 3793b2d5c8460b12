import type * as pulumi from "@pulumi/pulumi";

type DependsOn = NonNullable<pulumi.CustomResourceOptions["dependsOn"]>;

/**
 * Returns a component's `dependsOn` for its first children. Pulumi does not pass `dependsOn` on to children, so without it
 * a destroy could delete what they need before them.
 */
export function inheritDependsOn(opts: pulumi.ComponentResourceOptions | undefined): {
  dependsOn?: DependsOn;
} {
  return opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn };
}
