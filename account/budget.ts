import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link Budget}. Changes are applied in place. */
export interface BudgetArgs {
  /** Budget per calendar month, in US dollars. */
  readonly monthlyUsd: number;
  /**
   * Sends budget alerts to this e-mail address.
   *
   * @example "cloud-costs@example.com"
   */
  readonly alarmAddress: string;
}

/** A monthly budget with alerts when 80 % is spent and when 100 % is forecast. */
export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:Budget", name, {}, opts);
    const createNotification = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
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
        notifications: [createNotification("ACTUAL", 80), createNotification("FORECASTED", 100)],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
