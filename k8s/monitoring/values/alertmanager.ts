import { alertmanagerConfig } from "../alertmanager-config";
import { onePerZone, restrictedPod, type Stack, serviceAccounts, volume } from "./common";
import { size } from "./prometheus";

/** Alertmanager; what was silenced and sent survives its pod on a small volume. */
export function alertmanagerValues(stack: Stack) {
  return {
    alertmanager: {
      serviceAccount: { name: serviceAccounts.alertmanager },
      config: alertmanagerConfig(stack.receivers),
      alertmanagerSpec: {
        replicas: stack.replicas,
        retention: "120h",
        storage: volume(1),
        resources: size("20m", "128Mi"),
        securityContext: restrictedPod(65534),
        podAntiAffinity: "soft",
        topologySpreadConstraints: onePerZone("alertmanager"),
        // Its pod reads no Kubernetes API. (Pod Identity mounts a token of its own.)
        automountServiceAccountToken: false,
        secrets: stack.webhookSecret === undefined ? [] : [stack.webhookSecret],
      },
    },
  };
}

/** Where the operator mounts a Secret into Alertmanager's pods. */
export const webhookUrlFile = (secret: string) => `/etc/alertmanager/secrets/${secret}/url`;
