/** Why an input has no property in CloudFormation. */

/** An input without a property, and why. Undefined where the tables say nothing about it. */
export interface Unmapped {
  readonly because: string | undefined;
}

/**
 * Inputs by path, with the path of the property below the type's schema: `Code/ImageUri`. A path that begins with `/`
 * begins at the resource.
 */
export type Names = Readonly<Record<string, string | Unmapped>>;

export const provider: Unmapped = { because: "only the provider reads it" };
export const absent: Unmapped = { because: "CloudFormation does not have it" };
export const otherShape: Unmapped = { because: "CloudFormation has it in another shape" };
export const otherType: Unmapped = { because: "CloudFormation has it as a resource type" };
export const deprecated: Unmapped = {
  because: "it is deprecated in favour of a resource type, which is checked",
};
/** A write-only argument of Terraform, which no state contains. */
export const writeOnly: Unmapped = { because: "the provider sends it as the argument without Wo" };
