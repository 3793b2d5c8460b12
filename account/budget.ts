import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What the account may cost. Changes in place. */
export interface BudgetArgs {
  /** US dollars a calendar month. */
  readonly monthlyUsd: number;
  /** Electronic mail address that hears of it. */
  readonly alarmAddress: string;
}

/** A message when four fifths of the month's money are spent, and when all of it is forecast to be. */
export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:Budget", name, {}, opts);
    const alarm = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: [args.alarmAddress],
    });
    new aws.budgets.Budget(
      name,
      {
        budgetType: "COST",
        limitAmount: String(args.monthlyUsd),
        limitUnit: "USD",
        timeUnit: "MONTHLY",
        notifications: [alarm("ACTUAL", 80), alarm("FORECASTED", 100)],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
