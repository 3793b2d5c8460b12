/** The AWS regions that settings can contain. */
import { Region } from "@pulumi/aws/types/enums";
import { z } from "zod";
import { findNearest } from "./problems";

/**
 * All regions of all partitions that the installed @pulumi/aws knows
 * (https://www.pulumi.com/registry/packages/aws/api-docs/provider/#region). An update of the package adds new regions.
 */
const regions: readonly string[] = Object.values(Region);

/** The name of a region. A mistyped name is rejected here: its endpoints do not exist, so AWS cannot reject it. */
export const region = z.string("an AWS region such as us-east-1").superRefine((name, context) => {
  if (regions.includes(name)) return;
  const message = `an AWS region such as us-east-1; did you mean ${findNearest(name, regions)}?`;
  context.addIssue({ code: "custom", message });
});
