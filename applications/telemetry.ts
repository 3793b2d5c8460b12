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
  const search = createSearchStore(settings, parts);
  const destination =
    search === undefined ? choose(settings, parts) : prepareSearch(search, settings, parts, dependsOn);
  new Collector(
    "telemetry",
    {
      destination,
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
  return { openSearchUrl: search?.domain.url };
}

function choose(settings: Settings, parts: TelemetryParts): Destination {
  const receiver = settings.telemetry?.receiver;
  return receiver === undefined ? createStore(settings, parts) : { kind: "otlp", ...receiver };
}

/** Creates the OpenSearch domain, roles for what uses it, and its alarms. Undefined with another store. */
function createSearchStore(
  { telemetry }: Settings,
  { account, cluster, platformKey, network, alerting, options }: TelemetryParts,
): SearchStore | undefined {
  if (telemetry?.openSearch === undefined) return undefined;
  const { size, zones } = telemetry.openSearch;
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
      storageGib: size.storageGib,
      topicArn: alerting.alertsArn,
    },
    options,
  );
  return store;
}

/** Creates what runs in the cluster for the domain. */
function prepareSearch(
  { domain, roles, access }: SearchStore,
  { telemetry, region, egressBy }: Settings,
  { cluster, network, inCluster }: TelemetryParts,
  dependsOn: pulumi.Resource[],
): Destination {
  const { size, retentionDays } = telemetry?.openSearch ?? { size: { nodes: 1 }, retentionDays: 1 };
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
