/** Rules on the addresses of a server outside the cluster to which the platform sends. */
import { parseCidr } from "../infra/cidr";
import { each, type Rule, when } from "./rule";

/** Lists the rules on the IPv4 blocks of a server, given the settings with its URL and with its blocks. */
export const listReceiverRules = (
  url: "prometheusRemoteWriteUrl" | "telemetryOtlpUrl",
  cidrs: "prometheusRemoteWriteCidrs" | "telemetryOtlpCidrs",
): readonly Rule[] => [
  when([cidrs, url, "egressBy"], (values) => {
    if (values[cidrs].length === 0) return undefined;
    if (values[url] === "") return `[] while ${url} is empty`;
    return values.egressBy === "names"
      ? "[] while egressBy is names: the policy allows the host name"
      : undefined;
  }),
  each(cidrs, [], (source) =>
    (parseCidr(source)?.mask ?? 32) < 8
      ? "no block larger than a /8; [] allows every public address"
      : undefined,
  ),
];
