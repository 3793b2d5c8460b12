/** The Collector of logs and traces, and where it stores them. */
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import type { Cluster } from "../infra/cluster";
import type { EncryptionKey } from "../infra/encryption-key";
import type { Alerting } from "../infra/monitoring";
import type { NetworkOutputs } from "../infra/network";
import { SearchAlarms } from "../infra/search-alarms";
import { SearchStore } from "../infra/search-store";
import { TelemetryStore } from "../infra/telemetry-store";
import type { Storage } from "../k8s/storage";
import { gateway, gatewayAccounts, jaeger, searchSetup } from "../k8s/telemetry/addresses";
import { Collector } from "../k8s/telemetry/collector";
import type { Destination } from "../k8s/telemetry/destinations";
import { TelemetrySearch } from "../k8s/telemetry/search";
import type { Settings } from "../settings";
import { galleryNamespace } from "./gallery";

/** What the Collector needs of the stack. */
interface TelemetryParts {
  readonly account: Account;
  /** Encrypts logs. */
  readonly platformKey: EncryptionKey;
  readonly options: pulumi.ComponentResourceOptions;
  readonly network: NetworkOutputs;
  readonly cluster: Cluster;
  readonly alerting: Alerting;
  readonly storage: Storage;
  readonly inCluster: pulumi.ComponentResourceOptions;
}

/** What others use of it. */
export interface Telemetry {
  /** Base URL of the OpenSearch domain. Undefined: there is none. */
  readonly openSearchUrl: pulumi.Output<string> | undefined;
}

/** Creates the Collector in the cluster, and the store of the setting `telemetry`. Undefined if it is `off`. */
export function createTelemetry(
  settings: Settings,
  parts: TelemetryParts,
  dependsOn: pulumi.Resource[],
): Telemetry | undefined {
  const { telemetry, gallery, egressBy, nodes } = settings;
  if (telemetry === undefined) return undefined;
  const { cluster, storage, inCluster } = parts;
  const { openSearch } = telemetry;
  const search = openSearch === undefined ? undefined : createSearch(openSearch, settings, parts, dependsOn);
  new Collector(
    "telemetry",
    {
      destination: search?.destination ?? choose(settings, parts),
      sampling: telemetry.sampling,
      accessLogPercent: telemetry.accessLogPercent,
      environment: pulumi.getStack(),
      clusterName: cluster.name,
      applicationsNamespace: gallery.isOn ? galleryNamespace : undefined,
      // The smallest nodes have one vCPU, and the autoscaler replaces nodes one after the other.
      maxNodes: nodes.vcpu,
      dnsCidr: cluster.dnsCidr,
      egressBy,
      storage,
    },
    { ...inCluster, dependsOn },
  );
  return { openSearchUrl: search?.url };
}

function choose(settings: Settings, parts: TelemetryParts): Destination {
  const receiver = settings.telemetry?.receiver;
  return receiver === undefined ? createStore(settings, parts) : { kind: "otlp", ...receiver };
}

/** Size of the OpenSearch domain, and how long it keeps logs and traces. */
type OpenSearch = NonNullable<NonNullable<Settings["telemetry"]>["openSearch"]>;

/** Creates the OpenSearch domain, and what runs in the cluster for it. */
function createSearch(
  openSearch: OpenSearch,
  settings: Settings,
  parts: TelemetryParts,
  dependsOn: pulumi.Resource[],
): { readonly url: pulumi.Output<string>; readonly destination: Destination } {
  const store = createSearchStore(openSearch, parts);
  const destination = prepareSearch(store, openSearch, settings, parts, dependsOn);
  return { url: store.domain.url, destination };
}

/** Creates the OpenSearch domain, roles for what uses it, and its alarms. */
function createSearchStore(
  { size, zones }: OpenSearch,
  { account, cluster, platformKey, network, alerting, options }: TelemetryParts,
): SearchStore {
  const store = new SearchStore(
    "search",
    {
      ...{ size, account },
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIdsByZone.slice(0, zones),
      clientSecurityGroupId: cluster.securityGroupId,
      keyArn: platformKey.arn,
      clusterName: cluster.name,
      workloads: {
        setup: { namespace: searchSetup.namespace, serviceAccount: searchSetup.name },
        gateway: { namespace: gateway.namespace, serviceAccount: gatewayAccounts.opensearch },
        jaeger: { namespace: jaeger.namespace, serviceAccount: jaeger.name },
      },
      grafanaRole: alerting.grafanaRole,
    },
    options,
  );
  new SearchAlarms(
    "search-alarms",
    {
      domainName: store.domain.domainName,
      accountId: account.id,
      size,
      topicArn: alerting.alertsArn,
    },
    options,
  );
  return store;
}

/** Creates what runs in the cluster for the domain. */
function prepareSearch(
  { domain, roles, access }: SearchStore,
  { size, retentionDays }: OpenSearch,
  { region, egressBy }: Settings,
  { cluster, network, inCluster }: TelemetryParts,
  dependsOn: pulumi.Resource[],
): Destination {
  const { host, url } = domain;
  const cidrs = network.privateCidrs;
  const { ready } = new TelemetrySearch(
    "search",
    {
      ...{ url, host, cidrs, region, roles, access, retentionDays, egressBy },
      shards: { nodes: size.nodes },
      dnsCidr: cluster.dnsCidr,
    },
    { ...inCluster, dependsOn },
  );
  return { kind: "opensearch", region, url, host, cidrs, access: [ready] };
}

/** Creates the log group, and the gateway's access to it and to X-Ray. */
function createStore(
  { region, logRetentionDays }: Settings,
  { account, cluster, platformKey, options }: TelemetryParts,
): Destination {
  const store = new TelemetryStore(
    "telemetry-store",
    {
      clusterName: cluster.name,
      workload: { namespace: gateway.namespace, serviceAccount: gatewayAccounts.cloudwatch },
      logKeyArn: platformKey.arn,
      logRetentionDays,
      account,
    },
    options,
  );
  const { logGroupName, access } = store;
  return { kind: "cloudwatch", region, dnsSuffix: account.dnsSuffix, logGroupName, access: [access] };
}
