import type * as pulumi from "@pulumi/pulumi";

type DependsOn = NonNullable<pulumi.CustomResourceOptions["dependsOn"]>;

/**
 * What a component was told to wait for, for those of its children that come first: Pulumi does not hand `dependsOn`
 * down, and a destroy would take the children whenever it likes.
 */
export function after(opts: pulumi.ComponentResourceOptions | undefined): { dependsOn?: DependsOn } {
  return opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn };
}
