import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { computeEphemeralStorage } from "./ephemeral-storage";
import { image as contract } from "./image";
import { type Resources, toQuantities } from "./quota";
import { mountSecretFiles, passReferences, type SecretFiles, type SecretReference } from "./secret-files";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/** What a container may do: nothing but write to its volumes. */
export const unprivileged = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** Arguments of {@link createPodSpec}. */
export interface PodArgs {
  /** Name of the container. */
  readonly name: string;
  /** Image of the container. */
  readonly image: string;
  /** Arguments of the image's entry point. */
  readonly command: readonly string[];
  /** Name of the pod's service account. */
  readonly serviceAccountName: pulumi.Input<string>;
  /** Sources of the environment variables. */
  readonly environment: pulumi.Input<pulumi.Input<k8s.types.input.core.v1.EnvFromSource>[]>;
  /**
   * Secrets that the container reads from files.
   *
   * @default none
   */
  readonly secretFiles?: SecretFiles | undefined;
  /**
   * Files and environment variables from Secrets that exist, by the name of the variable.
   *
   * @default none
   */
  readonly secretReferences?: Readonly<Record<string, SecretReference>> | undefined;
  /** Resource requests and limits. */
  readonly resources: Resources;
}

/**
 * Creates the spec of an unprivileged pod: a fixed numeric user, a read-only root filesystem, no capabilities, the runtime's
 * seccomp profile, and no token for the Kubernetes API. (Pod Identity uses a different token, which EKS mounts into pods
 * whose service account has an association.)
 */
export function createPodSpec(args: PodArgs, container: Partial<Container>): PodSpec {
  const spool = "spool";
  const storage = computeEphemeralStorage(args.name);
  const secrets = [mountSecretFiles(args.secretFiles), passReferences(args.secretReferences)];
  const env = secrets.flatMap((each) => each.env);
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
        name: args.name,
        image: args.image,
        ...(args.command.length > 0 ? { args: [...args.command] } : {}),
        envFrom: args.environment,
        ...(env.length > 0 ? { env } : {}),
        resources: {
          requests: {
            ...toQuantities(args.resources.requests),
            "ephemeral-storage": `${storage.requestMiB}Mi`,
          },
          limits: { ...toQuantities(args.resources.limits), "ephemeral-storage": `${storage.limitMiB}Mi` },
        },
        securityContext: unprivileged,
        volumeMounts: [
          { name: spool, mountPath: contract.spool },
          ...secrets.flatMap((each) => each.volumeMounts),
        ],
        ...container,
      },
    ],
    volumes: [
      { name: spool, emptyDir: { sizeLimit: `${storage.spoolMiB}Mi` } },
      ...secrets.flatMap((each) => each.volumes),
    ],
  };
}
