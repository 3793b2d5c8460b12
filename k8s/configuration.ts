import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createLabels } from "./image";
import type { SecretFiles } from "./secret-files";

/** Arguments of {@link Configuration}. Any change replaces the objects; the new ones are created first. */
export interface ConfigurationArgs {
  /** Namespace of the objects. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Environment variables without secrets, by name.
   *
   * @example { DATABASE_NAME: "gallery" }
   */
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables with secrets, by name.
   *
   * @default no Secret
   */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /**
   * How containers get the secrets. A change rolls out the workload and replaces nothing.
   *
   * @default "environment"
   */
  readonly secretsAs?: SecretsAs | undefined;
  /**
   * Value of the label `app.kubernetes.io/part-of`.
   *
   * @default "gallery"
   */
  readonly partOf?: string | undefined;
}

type Labels = Record<string, string>;

/** `environment`: as environment variables. `files`: as files, whose paths are in variables with the suffix `_FILE`. */
export type SecretsAs = "environment" | "files";

/**
 * Environment variables of one workload in an immutable ConfigMap and Secret with generated names. A change creates new
 * objects, which triggers a rollout of the workload, and then deletes the old ones. Pods of the old version that restart
 * during the rollout still find their configuration.
 */
export class Configuration extends pulumi.ComponentResource {
  /** Sources for `envFrom` of a container. */
  readonly environment: pulumi.Input<k8s.types.input.core.v1.EnvFromSource>[] = [];
  /** Secrets to mount as files; undefined if there are none, or if they are in `environment`. */
  readonly secretFiles: SecretFiles | undefined;

  constructor(name: string, args: ConfigurationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Configuration", name, {}, opts);
    const labels = createLabels(name, args.partOf);
    this.createConfigMap(name, args, labels);
    if (args.secrets !== undefined) {
      const secretName = this.createSecret(name, args.namespace, args.secrets, labels);
      if (args.secretsAs === "files") this.secretFiles = { secretName, names: Object.keys(args.secrets) };
      else this.environment.push({ secretRef: { name: secretName } });
    }
    this.registerOutputs({ environment: this.environment });
  }

  private createConfigMap(name: string, { namespace, values }: ConfigurationArgs, labels: Labels): void {
    // Without metadata.name, the provider generates a name and replaces objects by creating the new one first.
    // https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/app-rollout-via-configmap/
    const map = new k8s.core.v1.ConfigMap(
      name,
      { metadata: { namespace, labels }, data: values, immutable: true },
      { parent: this },
    );
    this.environment.push({ configMapRef: { name: map.metadata.name } });
  }

  private createSecret(
    name: string,
    namespace: pulumi.Input<string>,
    secrets: Readonly<Record<string, pulumi.Input<string>>>,
    labels: Labels,
  ): pulumi.Output<string> {
    const secret = new k8s.core.v1.Secret(
      name,
      {
        metadata: { namespace, labels },
        stringData: pulumi.secret(secrets),
        immutable: true,
      },
      { parent: this },
    );
    return secret.metadata.name;
  }
}
