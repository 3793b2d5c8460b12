/**
 * Builds an expression with one series for each job without a target that is up. A job without targets has no `up` series,
 * so the expression uses `absent`; because `absent` of a comparison has no labels, it adds the job label again.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#absent
 */
export const findJobsWithoutTargets = (...jobs: string[]): string =>
  jobs.map((job) => `label_replace(absent(up{job="${job}"} == 1), "job", "${job}", "", "")`).join("\nor ");
