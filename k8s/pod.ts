import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { image as contract, type Role } from "./image";
import { quantities, type Resources } from "./quota";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/** What every pod of the gallery has in common, whatever it does. */
export interface PodArgs {
  readonly role: Role;
  readonly image: string;
  readonly serviceAccountName: pulumi.Input<string>;
  readonly environment: pulumi.Input<pulumi.Input<k8s.types.input.core.v1.EnvFromSource>[]>;
  readonly resources: Resources;
}

/**
 * A pod that has no privileges at all: a fixed numeric user, a read-only root, no capabilities, the runtime's seccomp
 * profile and no token for the Kubernetes API. (The token of Pod Identity is a different one, which EKS mounts where a
 * service account has an association.)
 */
export function podSpec(args: PodArgs, container: Partial<Container>): PodSpec {
  const spool = "spool";
  return {
    serviceAccountName: args.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: contract.user,
      runAsGroup: contract.user,
      fsGroup: contract.user,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: args.role,
        image: args.image,
        args: [args.role],
        envFrom: args.environment,
        resources: {
          requests: quantities(args.resources.requests),
          limits: quantities(args.resources.limits),
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: spool, mountPath: contract.spool }],
        ...container,
      },
    ],
    volumes: [{ name: spool, emptyDir: { sizeLimit: "1Gi" } }],
  };
}
