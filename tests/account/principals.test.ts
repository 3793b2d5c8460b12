/** Principals that may assume the break-glass roles, in each partition. */

import { partitionOf } from "../../settings/partition";
import { evaluatedAccount } from "./evaluated";

const principals = (partition: string) => JSON.stringify([`arn:${partition}:iam::111122223333:role/on-call`]);

test.each([
  ["us-east-1", "aws-cn"],
  ["eu-central-1", "aws-us-gov"],
  ["cn-north-1", "aws"],
  ["us-gov-west-1", "aws"],
  ["eusc-de-east-1", "aws"],
])(
  "in %s, a break-glass principal of the partition %s is refused with the one that is allowed",
  async (region, other) => {
    const own = partitionOf(region);
    await expect(evaluatedAccount({ region, breakGlassPrincipals: principals(other) })).rejects.toThrow(
      `an ARN of the partition ${own}, which has ${region}, such as arn:${own}:iam::111122223333:role/on-call`,
    );
    const { resources } = await evaluatedAccount({ region, breakGlassPrincipals: principals(own) });
    expect(resources.some(({ name }) => name.includes("break-glass"))).toBe(true);
  },
);
