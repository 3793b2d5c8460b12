import type { Input } from "@pulumi/pulumi";

/** A server that receives all samples of Prometheus as well. Changes are applied in place. */
export interface RemoteWriteArgs {
  /**
   * URL of its remote write API.
   *
   * @example "https://metrics.example.com/api/v1/push"
   */
  readonly url: string;
  /**
   * IPv4 blocks of its addresses, with `egressBy: addresses`.
   *
   * @default every public address
   */
  readonly cidrs: readonly string[];
  /**
   * Bearer token. A secret.
   *
   * @default no authentication
   */
  readonly token?: Input<string> | undefined;
  /** Value of the label `cluster` of all samples, by which the server tells clusters apart. */
  readonly clusterName: Input<string>;
}

/** Key of the token in its Secret. */
export const TOKEN_KEY = "token";

/** The label by which the server tells the samples of two replicas apart. The operator sets it to the pod's name. */
const REPLICA_LABEL = "prometheus_replica";

/**
 * Builds the values of Prometheus for remote write. Fields: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.RemoteWriteSpec
 *
 * The samples of several replicas need different labels: a server rejects the second sample with the same labels and time. Alerts of
 * several replicas need the same labels, or Alertmanager would send each of them.
 *
 * @param secret name of the Secret with the token. Default: no authentication
 */
export function buildRemoteWriteValues(
  { url, clusterName }: Pick<RemoteWriteArgs, "url" | "clusterName">,
  secret?: Input<string>,
) {
  return {
    remoteWrite: [
      {
        url,
        ...(secret === undefined
          ? {}
          : { authorization: { type: "Bearer", credentials: { name: secret, key: TOKEN_KEY } } }),
        writeRelabelConfigs: [{ targetLabel: "cluster", replacement: clusterName }],
      },
    ],
    replicaExternalLabelName: REPLICA_LABEL,
    replicaExternalLabelNameClear: false,
    additionalAlertRelabelConfigs: [{ regex: REPLICA_LABEL, action: "labeldrop" }],
  };
}

/** Host name and port of the server. */
export function getRemoteWriteTarget({ url }: Pick<RemoteWriteArgs, "url">) {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: port === "" ? 443 : Number(port) };
}
