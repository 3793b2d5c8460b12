import { namespace, type Stack, serviceAccounts } from "./common";
import { createResources } from "./prometheus";

/** Builds Grafana's values. Grafana is stateless: ConfigMaps hold dashboards and data sources, a Secret its only user. */
export function buildGrafanaValues(stack: Stack) {
  return {
    grafana: {
      serviceAccount: { name: serviceAccounts.grafana },
      admin: { existingSecret: stack.grafanaSecret, userKey: "user", passwordKey: "password" },
      // The platform has tested dashboards instead.
      defaultDashboardsEnabled: false,
      // The init container would run as root to change the owner of a volume that does not exist.
      initChownData: { enabled: false },
      persistence: { enabled: false },
      testFramework: { enabled: false },
      // Files: its SQLite database, search index and exports.
      resources: createResources("50m", "256Mi", 448),
      sidecar: {
        resources: createResources("10m", "96Mi"),
        dashboards: {
          enabled: true,
          label: "grafana_dashboard",
          labelValue: "1",
          searchNamespace: namespace,
        },
        datasources: { enabled: true, searchNamespace: namespace },
      },
      additionalDataSources: [createCloudWatchSource(stack.region)],
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
 * Creates the data source for RDS metrics. `default` is the credential chain of the AWS SDK, which supports Pod Identity.
 * https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/configure/
 */
const createCloudWatchSource = (region: string) => ({
  name: "CloudWatch",
  uid: "cloudwatch",
  type: "cloudwatch",
  access: "proxy",
  editable: false,
  jsonData: { authType: "default", defaultRegion: region },
});
