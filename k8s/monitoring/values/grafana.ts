import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { traceLabel } from "../../telemetry/stored-requests";
import { namespace, type Stack, serviceAccounts } from "./common";
import { buildDataSources, openSearchPlugin, uids, unusedPlugins } from "./data-sources";
import { createResources } from "./prometheus";

/** Memory request and limit of Grafana, in MiB. */
const memoryMib = 768;

const sidecarRole = "grafana-sidecar";

/** Grafana's only user. */
export const administrator = "administrator";
const administratorFolder = "/etc/secrets/administrator";

/** The role of Grafana's sidecars: they read the ConfigMaps of their namespace, and no Secrets. */
export const grafanaRole = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: { name: sidecarRole, namespace },
  rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "watch", "list"] }],
};

/** Builds Grafana's values. Grafana is stateless: ConfigMaps hold dashboards and data sources, a Secret its only user. */
export function buildGrafanaValues(stack: Stack) {
  const dataSources = buildDataSources(stack);
  return {
    grafana: {
      serviceAccount: { name: serviceAccounts.grafana },
      admin: { existingSecret: stack.grafanaSecret },
      // Grafana reads the password from a file. With these two variables, the chart passes it to no container as a variable.
      // https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/#configure-grafana-with-docker-secrets
      extraSecretMounts: [
        {
          name: "administrator",
          secretName: stack.grafanaSecret,
          mountPath: administratorFolder,
          readOnly: true,
          // Readable by Grafana's group.
          defaultMode: 0o440,
        },
      ],
      // The platform has tested dashboards instead.
      defaultDashboardsEnabled: false,
      // The init container would run as root to change the owner of a volume that does not exist.
      initChownData: { enabled: false },
      persistence: { enabled: false },
      testFramework: { enabled: false },
      // Grafana 13 needs 512 to 768 MiB to start. The chart sets GOMEMLIMIT to the whole limit, of which the kernel also counts memory
      // that Go does not manage. Of two definitions, the later one counts: this one. Files: its SQLite database, search index and exports.
      resources: createResources("50m", `${memoryMib}Mi`, 448),
      env: {
        GOMEMLIMIT: `${Math.floor(memoryMib * 0.8)}MiB`,
        GF_SECURITY_ADMIN_USER: administrator,
        GF_SECURITY_ADMIN_PASSWORD__FILE: `${administratorFolder}/password`,
      },
      // The chart's own role reads all Secrets, with `namespaced` those of the namespace.
      rbac: { create: true, namespaced: true, useExistingRole: sidecarRole },
      // Grafana reads data sources when it starts: other ones start a new pod.
      podAnnotations: { "checksum/data-sources": checksumOf(dataSources) },
      sidecar: {
        resources: createResources("10m", "96Mi"),
        dashboards: {
          // A request to reload needs the administrator's password. Grafana reads the files again every 30 s without one.
          skipReload: true,
          enabled: true,
          label: "grafana_dashboard",
          labelValue: "1",
          searchNamespace: namespace,
          resource: "configmap",
        },
        datasources: {
          skipReload: true,
          enabled: true,
          searchNamespace: namespace,
          resource: "configmap",
          // Grafana starts after the data sources are written, to which the dashboards refer. As an init container that does not
          // restart, the sidecar would watch forever, and Grafana would never start.
          initDatasources: true,
          restartPolicy: "Always",
          startupProbe: {
            httpGet: { path: "/healthz", port: 8081 },
            periodSeconds: 5,
            failureThreshold: 60,
          },
          // Of the chart's data source, which is Prometheus: a point of a panel opens its trace.
          ...(stack.openSearchUrl === undefined
            ? {}
            : {
                exemplarTraceIdDestinations: { datasourceUid: uids.traces, traceIdLabelName: traceLabel },
              }),
        },
      },
      additionalDataSources: dataSources,
      "grafana.ini": {
        // Without a host name, users reach Grafana by a port-forward to this address.
        server: { root_url: stack.grafanaHost === undefined ? "http://localhost:3000" : stack.links.grafana },
        plugins: createPluginSettings(stack),
        ...(stack.openSearchUrl === undefined ? {} : { auth: { sigv4_auth_enabled: true } }),
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
 * Without OpenSearch, Grafana downloads no plugins, for which it would connect to a server on the internet at each start. With it, it
 * downloads one in the background: it starts also without that server, and then cannot read logs. The list adds to Grafana's own, without
 * what is disabled. https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#plugins
 */
const createPluginSettings = ({ openSearchUrl }: Stack) =>
  openSearchUrl === undefined
    ? { preinstall_disabled: true }
    : {
        preinstall: `${openSearchPlugin.id}@${openSearchPlugin.version}`,
        preinstall_auto_update: false,
        disable_plugins: unusedPlugins.join(","),
      };

/** Known before an update if the value is. */
const checksumOf = (value: pulumi.Input<object[]>): pulumi.Input<string> => {
  const hash = (known: unknown) => createHash("sha256").update(JSON.stringify(known)).digest("hex");
  return pulumi.Output.isInstance(value) ? value.apply(hash) : hash(value);
};
