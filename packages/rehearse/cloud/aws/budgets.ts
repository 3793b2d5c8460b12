import type * as aws from "@pulumi/aws";
import { joined } from "../naming";
import { defineType } from "../resource-type";
import { accountId, globalArn, tagsAll } from "./common";

export const resources = {
  "aws:budgets/budget:Budget": defineType<aws.budgets.Budget, aws.budgets.BudgetArgs>({
    autoName: { property: "name", maxLength: 100 },
    unique: ["name"],
    replaceOn: ["name"],
    importId: ({ name }, account) => joined(account, ":", name),
    defaults: { accountId },
    outputs: { arn: globalArn("budgets", ({ inputs }) => `budget/${inputs.name}`), tagsAll },
    seconds: { create: 2, delete: 1 },
    // Budgets without actions.
    price: { free: "https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/" },
  }),
};
