/** Series as they arrive, in promtool's notation (`0+60x10`: eleven values from 0 in steps of 60), and a moment. */
export interface Case {
  readonly series: Readonly<Record<string, string>>;
  /** When to look, such as `10m`. */
  readonly at: string;
  /** How often the rules are evaluated; rarely for a case of days, so that it does not take a minute. Default: `1m`. */
  readonly every?: string;
}

/** A case in which an alert fires, and one that is close to it and in which it does not: none for what always fires. */
interface AlertCases {
  readonly fires: Case & {
    /** The alert's labels besides name and severity; an entry for each alert that fires. */
    readonly labels: readonly Readonly<Record<string, string>>[];
  };
  readonly quiet?: Case;
}

export type Cases = Readonly<Record<string, AlertCases>>;
