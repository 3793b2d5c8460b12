import type * as pulumi from "@pulumi/pulumi";

/**
 * Places the AWS resources of a component in another region than that of its provider, as an option of the component:
 * `{ transformations: [placeIn("eu-central-1")] }`. Resources of global services, such as IAM, do not have the input.
 */
export function placeIn(region: string): pulumi.ResourceTransformation {
  return ({ type, props, opts }) =>
    type.startsWith("aws:") ? { props: { ...props, region }, opts } : undefined;
}
