import { createAlertmanagerConfig } from "../alertmanager-config";
import {
  createDisruptionBudget,
  createRestrictedContext,
  createVolume,
  type Stack,
  serviceAccounts,
  spreadOverZones,
} from "./common";
import { createResources, reloaderResources } from "./prometheus";

/** Builds Alertmanager's values. A small volume keeps silences and the notification log when a pod is replaced. */
export function buildAlertmanagerValues(stack: Stack) {
  return {
    alertmanager: {
      ...createDisruptionBudget(stack.replicas),
      serviceAccount: { name: serviceAccounts.alertmanager },
      config: createAlertmanagerConfig(stack.receivers),
      alertmanagerSpec: {
        replicas: stack.replicas,
        retention: "120h",
        storage: createVolume(1),
        resources: createResources("20m", "128Mi"),
        ...reloaderResources,
        securityContext: createRestrictedContext(65534),
        podAntiAffinity: "soft",
        topologySpreadConstraints: spreadOverZones("alertmanager"),
        // The pod does not use the Kubernetes API. (Pod Identity mounts a separate token.)
        automountServiceAccountToken: false,
        secrets: stack.webhookSecret === undefined ? [] : [stack.webhookSecret],
      },
    },
  };
}

/** Path at which the operator mounts the webhook's Secret into Alertmanager's pods. */
export const getWebhookUrlFile = (secret: string) => `/etc/alertmanager/secrets/${secret}/url`;
