import type * as pulumi from "@pulumi/pulumi";

/** Where the stack lives: the parts that ARNs and service principals are made of. */
export interface Account {
  /** The 12-digit account number. */
  readonly id: pulumi.Input<string>;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: pulumi.Input<string>;
  /** The region's name, such as `us-east-1`. */
  readonly region: string;
}
