/**
 * How much a stack is used, for the part of the bill that depends on it. A small team's traffic, the same for every
 * environment, so that two estimates differ by what the stacks are. Each figure is a month's.
 */
export const usage = {
  /** GB that private subnets send and get through NAT gateways. */
  natGb: 50,
  /** GB that browsers load. */
  internetGb: 100,
  /** GB between zones: pods to each other and to the database. */
  betweenZonesGb: 100,
  /** GB that each log group takes in; control plane, network, thumbnailer and the pipeline's runner have one each. */
  logGb: 5,
  /** GB of photos and thumbnails. */
  photosGb: 50,
  photosUploaded: 10_000,
  photosViewed: 1_000_000,
  /** Thousands of KMS requests for each key. */
  kmsThousands: 100,
  /** Messages of each topic: a heartbeat every five minutes. */
  topicMessages: 9_000,
  /** Minutes of jobs on a runner inside the VPC: previews and deployments of a working day, and the nightly drift. */
  runnerMinutes: 1_000,
  /** Average load of the load balancer, in capacity units. */
  loadBalancerUnits: 1,
} as const;

/** Hours of an average month, as AWS counts. */
export const hours = 730;
