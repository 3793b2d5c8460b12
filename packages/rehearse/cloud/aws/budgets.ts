import type * as aws from "@pulumi/aws";
import { behaves } from "../behaviour";
import { accountId, globalArn, tagsAll } from "./common";

export const resources = {
  "aws:budgets/budget:Budget": behaves<aws.budgets.Budget, aws.budgets.BudgetArgs>({
    autoName: { property: "name", maxLength: 100 },
    unique: ["name"],
    replaceOn: ["name"],
    id: ({ inputs, cloud }) => `${cloud.account.id}:${inputs.name}`,
    defaults: { accountId },
    outputs: { arn: globalArn("budgets", ({ inputs }) => `budget/${inputs.name}`), tagsAll },
    seconds: { create: 2, delete: 1 },
  }),
};
