/** Series in promtool's notation (`0+60x10`: eleven values from 0 in steps of 60), and a moment. */
export interface Case {
  readonly series: Readonly<Record<string, string>>;
  /** When to evaluate, such as `10m`. */
  readonly at: string;
  /** Evaluation interval of the rules; long for a case of days, so that it does not take a minute. Default: `1m`. */
  readonly every?: string;
}

/**
 * A case in which an alert fires, and a similar one in which it does not. Alerts that always fire have no second
 * case.
 */
interface AlertCases {
  readonly fires: Case & {
    /** The alert's labels besides name and severity; one entry for each firing alert. */
    readonly labels: readonly Readonly<Record<string, string>>[];
  };
  readonly quiet?: Case;
}

export type Cases = Readonly<Record<string, AlertCases>>;
