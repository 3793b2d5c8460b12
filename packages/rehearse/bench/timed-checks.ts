/** Measures how long the comparison of resources with AWS's schemas, offers and rules takes. */
import { aws } from "../cloud/aws";
import type { Package } from "../cloud/package";

/** The checks of AWS's resources, which add their time to a total. */
interface TimedChecks {
  /** Takes the place of the built-in checks, in `types` of a cloud. */
  readonly types: Package;
  /**
   * Since the start, with the time to read the files. Processor time of this process: the checks wait for nothing, and on a loaded
   * machine it is the same.
   */
  readonly seconds: () => number;
}

export function timedChecks(): TimedChecks {
  let total = 0;
  const timed =
    <Args extends readonly unknown[], Result>(check: (...args: Args) => Result) =>
    (...args: Args): Result => {
      const start = process.cpuUsage();
      try {
        return check(...args);
      } finally {
        const { user, system } = process.cpuUsage(start);
        total += user + system;
      }
    };
  const each = <Args extends readonly unknown[], Result>(
    checks: Readonly<Record<string, (...args: Args) => Result>> = {},
  ) => Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, timed(check)]));
  return {
    types: {
      resources: {},
      inputChecks: each(aws.inputChecks),
      judges: each(aws.judges),
      requiredInputs: each(aws.requiredInputs),
      rules: each(aws.rules),
    },
    seconds: () => total / 1e6,
  };
}
