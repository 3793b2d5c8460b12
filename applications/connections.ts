/** The connections that network policies allow an application, from what it reaches. */
import * as pulumi from "@pulumi/pulumi";
import type { Photos } from "../infra/photos";
import type { Connections, Peer } from "../k8s/application-policies";
import { endpointOf } from "../k8s/egress-by-name";
import { image } from "../k8s/image";
import { notPrivate, podIdentity, toIpBlocks } from "../k8s/network-peers";
import type { Platform } from "./platform";
import type { ApplicationSpec } from "./spec";

/** @param usesAws whether the application has an IAM role */
export function buildConnections(
  { settings, account, network, cluster, specs }: Platform,
  { queue, port, path, subdomain, reaches = {} }: ApplicationSpec,
  photos: Photos,
  usesAws: boolean,
): Connections {
  const byName = settings.egressBy === "names";
  const usesQueues = queue !== undefined || (reaches.queues ?? []).length > 0;
  const hosts = [
    ...(reaches.hosts ?? []),
    ...(usesQueues ? [endpointOf("sqs", account)] : []),
    ...(byName && reaches.photos !== undefined
      ? [pulumi.interpolate`${photos.bucketName}.${endpointOf("s3", account)}`]
      : []),
  ];
  const tcp = (to: number) => [{ protocol: "TCP", port: to }];
  const isPublic = port !== undefined && (path !== undefined || subdomain !== undefined);
  return {
    fromCidrs: isPublic ? network.publicCidrs : [],
    toApplications: (reaches.applications ?? []).map((name) => peerOf(name, specs)),
    egress: [
      ...(reaches.database === undefined
        ? []
        : [{ to: toIpBlocks(network.isolatedCidrs), ports: tcp(5432) }]),
      ...(reaches.photos === undefined || byName
        ? []
        : [{ to: toIpBlocks(network.s3Cidrs), ports: tcp(443) }]),
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
