import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A Secret whose keys a container gets as files. */
export interface SecretFiles {
  /** Name of the Secret. */
  readonly secretName: pulumi.Input<string>;
  /** Keys of the Secret, which are names of environment variables: `DATABASE_PASSWORD`. */
  readonly names: readonly string[];
}

/** A key of a Secret in the namespace, which the stack does not create. */
export interface SecretReference {
  readonly secret: string;
  readonly key: string;
  /**
   * `file`: the variable with the suffix `_FILE` is the path of a file with the value. `environment`: the variable is the value, for
   * images that cannot read it from a file.
   *
   * @default "file"
   */
  readonly as?: SecretForm;
}

type SecretForm = "file" | "environment";

/** What a pod and its container need for the secrets. */
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

const referencesFolder = "/run/secrets/references";

/** Passes keys of Secrets that exist, by the names of the environment variables. The pod does not start until the Secrets exist. */
export function passReferences(references: Readonly<Record<string, SecretReference>> = {}): Mounted {
  const withForm = (form: SecretForm) =>
    Object.entries(references).filter(([, { as = "file" }]) => as === form);
  const files = withForm("file");
  const name = "secret-references";
  return {
    env: [
      ...files.map(([each]) => ({ name: `${each}_FILE`, value: `${referencesFolder}/${each}` })),
      ...withForm("environment").map(([each, { secret, key }]) => ({
        name: each,
        valueFrom: { secretKeyRef: { name: secret, key } },
      })),
    ],
    ...(files.length === 0
      ? { volumeMounts: [], volumes: [] }
      : {
          volumeMounts: [{ name, mountPath: referencesFolder, readOnly: true }],
          volumes: [{ name, projected: { defaultMode: 0o440, sources: files.map(toSource) } }],
        }),
  };
}

const toSource = ([path, { secret, key }]: readonly [string, SecretReference]) => ({
  secret: { name: secret, items: [{ key, path }] },
});
