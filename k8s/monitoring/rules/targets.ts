/**
 * One series for each job of which no target answers. A job without any target has no `up` at all, so it is its
 * absence that counts; and `absent` of a comparison has no labels, so the job's name is put back.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#absent
 */
export const noneUp = (...jobs: string[]): string =>
  jobs.map((job) => `label_replace(absent(up{job="${job}"} == 1), "job", "${job}", "", "")`).join("\nor ");
