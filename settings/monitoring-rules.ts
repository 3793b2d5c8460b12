/** Rules that involve the settings of the monitoring. */
import { parseCidr } from "../infra/cidr";
import { listReceiverRules } from "./receiver-rules";
import { isStepByStep } from "./release-strategy";
import { each, type Rule, when } from "./rule";

const PARTS_OF_MONITORING = {
  grafanaHost: "Grafana",
  alertWebhookUrl: "Alertmanager, which sends to the webhook,",
  prometheusRemoteWriteUrl: "Prometheus",
} as const;

export const monitoringRules: readonly Rule[] = [
  when(["grafanaHostedZoneId", "grafanaHost"], ({ grafanaHostedZoneId, grafanaHost }) => {
    if (grafanaHost !== "" && grafanaHostedZoneId === "")
      return `the id of the hosted zone of ${grafanaHost}, for its DNS record and the validation of its certificate`;
    return grafanaHost === "" && grafanaHostedZoneId !== "" ? '"" while grafanaHost is empty' : undefined;
  }),

  when(["grafanaHost", "galleryHost"], ({ grafanaHost, galleryHost }) =>
    grafanaHost !== "" && [galleryHost, `api.${galleryHost}`].includes(grafanaHost)
      ? "a host name that the gallery does not use"
      : undefined,
  ),

  when(["grafanaAllowedCidrs", "grafanaHost"], ({ grafanaAllowedCidrs, grafanaHost }) =>
    grafanaHost !== "" && grafanaAllowedCidrs.length === 0
      ? `at least one block: the addresses that may reach the sign-in page of ${grafanaHost}`
      : undefined,
  ),

  each("grafanaAllowedCidrs", [], (source) =>
    (parseCidr(source)?.mask ?? 32) < 8
      ? "no block larger than a /8: Grafana must not be open to the whole internet"
      : undefined,
  ),

  ...(["grafanaHost", "alertWebhookUrl", "prometheusRemoteWriteUrl"] as const).map((key) =>
    when([key, "monitoring"], (values) =>
      values.monitoring === "off" && values[key] !== ""
        ? `"" while monitoring is off: ${PARTS_OF_MONITORING[key]} is a part of it`
        : undefined,
    ),
  ),

  when(["releases", "monitoring"], ({ releases, monitoring }) => {
    const names = Object.entries(releases).flatMap(([name, release]) =>
      isStepByStep(release) ? [name] : [],
    );
    return monitoring === "off" && names.length > 0
      ? `rolling for ${names.join(", ")} while monitoring is off: Prometheus decides about the other strategies`
      : undefined;
  }),
  when(["prometheusRemoteWriteToken", "prometheusRemoteWriteUrl"], (values) =>
    values.prometheusRemoteWriteUrl === "" && values.prometheusRemoteWriteToken !== ""
      ? '"" while prometheusRemoteWriteUrl is empty'
      : undefined,
  ),
  ...listReceiverRules("prometheusRemoteWriteUrl", "prometheusRemoteWriteCidrs"),
];
