/** The connections that network policies allow an application, from what it reaches. */
import * as pulumi from "@pulumi/pulumi";
import type { Files } from "../infra/files";
import type { Photos } from "../infra/photos";
import type { Connections, Peer } from "../k8s/application-policies";
import { endpointOf } from "../k8s/egress-by-name";
import { image } from "../k8s/image";
import { notPrivate, podIdentity, tcp, toIpBlocks } from "../k8s/network-peers";
import type { Platform } from "./platform";
import { type ApplicationSpec, hasRoute } from "./spec";

/** What an application may reach in AWS. */
interface Reached {
  readonly photos: Photos | undefined;
  /** Buckets of applications, by their names. */
  readonly files: ReadonlyMap<string, Files>;
  /** Whether the application has an IAM role. */
  readonly usesAws: boolean;
}

export function buildConnections(
  { settings, account, network, cluster, specs }: Platform,
  { name: own, queue, port, path, subdomain, reaches = {} }: ApplicationSpec,
  { photos, files, usesAws }: Reached,
): Connections {
  const byName = settings.egressBy === "names";
  const usesQueues = queue !== undefined || (reaches.queues ?? []).length > 0;
  const buckets = [
    ...[own, ...Object.keys(reaches.buckets ?? {})].flatMap((owner) => files.get(owner) ?? []),
    ...(reaches.photos === undefined || photos === undefined ? [] : [photos]),
  ];
  const hosts = [
    ...(reaches.hosts ?? []),
    ...(usesQueues ? [endpointOf("sqs", account)] : []),
    ...(byName
      ? buckets.map(({ bucketName }) => pulumi.interpolate`${bucketName}.${endpointOf("s3", account)}`)
      : []),
  ];
  const isPublic = port !== undefined && hasRoute({ path, subdomain });
  return {
    fromCidrs: isPublic ? network.publicCidrs : [],
    toApplications: (reaches.applications ?? []).map((name) => peerOf(name, specs)),
    egress: [
      ...(reaches.database === undefined
        ? []
        : [{ to: toIpBlocks(network.isolatedCidrs), ports: tcp(5432) }]),
      ...(buckets.length === 0 || byName ? [] : [{ to: toIpBlocks(network.s3Cidrs), ports: tcp(443) }]),
      ...(usesAws ? [podIdentity] : []),
      // Addresses of other names change.
      ...(hosts.length > 0 && !byName ? [{ to: [{ ipBlock: notPrivate }], ports: tcp(443) }] : []),
    ],
    toHosts: byName ? hosts : [],
    dnsCidr: cluster.dnsCidr,
  };
}

/** The gallery's parts have its port. */
function peerOf(name: string, specs: readonly ApplicationSpec[]): Peer {
  return { name, port: specs.find((spec) => spec.name === name)?.port ?? image.httpPort };
}
