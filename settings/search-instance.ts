/**
 * Instance types of Amazon OpenSearch Service that the domain can have, and their limits.
 *
 * Those with EBS volumes of the type gp3, encryption at rest and fine-grained access control. Types with local disks have no volumes, and
 * OR1, OR2, OM2 and OI2 copy each write to S3, which is slow for a request of one log line.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html
 */
import { text } from "./values";

export const openSearchInstanceType = text(
  /^(t3\.(small|medium)|[mr][78]g\.medium|[cmr](5|6g|7g|7i|8g)\.(large|([1-9]\d?)?xlarge))\.search$/,
  "t3.small.search, t3.medium.search, or a size of the families c, m or r of generation 5, 6g, 7g, 7i or 8g, such as m6g.large.search; no family with local disks, and none that stores in S3",
);

/** The most nodes of a domain with such instances. Undefined: more than the setting allows. */
export const maxNodesOf = (instanceType: string): number | undefined =>
  instanceType.startsWith("t3.") ? 10 : undefined;

/** The largest volume of a small instance, in GiB. Those of the others are between 256 GiB and 36 TiB. */
const volumes: Readonly<Record<string, number>> = { "t3.small.search": 100, "t3.medium.search": 200 };

/** The largest volume of such an instance, in GiB. Undefined: not listed here. */
export const maxVolumeOf = (instanceType: string): number | undefined => volumes[instanceType];
