/** Costs that the estimate does not include, because they do not belong to a resource of the stack. */
export const leftOut: readonly string[] = [
  "images in ECR, the state bucket and other parts of the bootstrap",
  "backups beyond the size of the database",
  "CPU credits of burstable instances beyond their baseline",
  "Route 53: the hosted zone, which is yours already, and its queries",
  "CloudWatch requests of Grafana, and enhanced monitoring's logs",
  "support plans and taxes",
];
