/**
 * The assumed usage of a stack per month, for costs that depend on the usage: the traffic of a small team. It is the same for
 * all environments, so that two estimates differ only in the resources of the stacks.
 */
export const usage = {
  /** GB that private subnets send and receive through NAT gateways. */
  natGb: 50,
  /** GB that browsers download. */
  internetGb: 100,
  /** GB between zones: between pods, and between pods and the database. */
  betweenZonesGb: 100,
  /** GB that each log group ingests. The control plane, network, thumbnailer and pipeline runner have one each. */
  logGb: 5,
  /** GB of photos and thumbnails. */
  photosGb: 50,
  photosUploaded: 10_000,
  photosViewed: 1_000_000,
  /** Traces that X-Ray stores: of a million requests, a tenth. */
  tracesStored: 100_000,
  /** Thousands of KMS requests for each key. */
  kmsThousands: 100,
  /** Messages of each topic: a heartbeat every five minutes. */
  topicMessages: 9_000,
  /** Minutes of jobs on a runner inside the VPC: previews and deployments on working days, and the nightly drift check. */
  runnerMinutes: 1_000,
  /** Average load of the load balancer, in capacity units. */
  loadBalancerUnits: 1,
} as const;

/** Hours of an average month, as AWS counts. */
export const hours = 730;
