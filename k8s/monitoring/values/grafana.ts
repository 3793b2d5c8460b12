import { namespace, type Stack, serviceAccounts } from "./common";
import { size } from "./prometheus";

/** Grafana. It keeps nothing: dashboards and data sources come from ConfigMaps, and so does its only user. */
export function grafanaValues(stack: Stack) {
  return {
    grafana: {
      serviceAccount: { name: serviceAccounts.grafana },
      admin: { existingSecret: stack.grafanaSecret, userKey: "user", passwordKey: "password" },
      // Ours only: every dashboard here answers a question, and every query of it is tested.
      defaultDashboardsEnabled: false,
      // It would run as root to hand over a volume that does not exist.
      initChownData: { enabled: false },
      persistence: { enabled: false },
      testFramework: { enabled: false },
      resources: size("50m", "256Mi"),
      sidecar: {
        resources: size("10m", "96Mi"),
        dashboards: {
          enabled: true,
          label: "grafana_dashboard",
          labelValue: "1",
          searchNamespace: namespace,
        },
        datasources: { enabled: true, searchNamespace: namespace },
      },
      additionalDataSources: [cloudWatch(stack.region)],
      "grafana.ini": {
        server: { root_url: stack.links.grafana },
        analytics: { check_for_updates: false, reporting_enabled: false },
        "auth.anonymous": { enabled: false },
        users: { allow_sign_up: false },
        security: {
          cookie_secure: stack.grafanaHost !== undefined,
          cookie_samesite: "strict",
          disable_gravatar: true,
          strict_transport_security: stack.grafanaHost !== undefined,
        },
      },
    },
  };
}

/**
 * RDS's own figures. `default` is the chain of the AWS SDK, which finds Pod Identity.
 * https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/configure/
 */
const cloudWatch = (region: string) => ({
  name: "CloudWatch",
  uid: "cloudwatch",
  type: "cloudwatch",
  access: "proxy",
  editable: false,
  jsonData: { authType: "default", defaultRegion: region },
});
