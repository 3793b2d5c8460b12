import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A Secret whose keys a container gets as files. */
export interface SecretFiles {
  /** Name of the Secret. */
  readonly secretName: pulumi.Input<string>;
  /** Keys of the Secret, which are names of environment variables: `DATABASE_PASSWORD`. */
  readonly names: readonly string[];
}

/** What a pod and its container need for the files. */
interface Mounted {
  readonly env: k8s.types.input.core.v1.EnvVar[];
  readonly volumeMounts: k8s.types.input.core.v1.VolumeMount[];
  readonly volumes: k8s.types.input.core.v1.Volume[];
}

const folder = "/run/secrets/gallery";

/**
 * Mounts a Secret in memory, readable by the container's group only. The paths are set directly in the container, not in the
 * ConfigMap: a ConfigMap is replaced when it changes.
 */
export function mountSecretFiles(files: SecretFiles | undefined): Mounted {
  if (files === undefined) return { env: [], volumeMounts: [], volumes: [] };
  const name = "secrets";
  return {
    env: files.names.map((each) => ({ name: `${each}_FILE`, value: `${folder}/${each}` })),
    volumeMounts: [{ name, mountPath: folder, readOnly: true }],
    volumes: [{ name, secret: { secretName: files.secretName, defaultMode: 0o440 } }],
  };
}
