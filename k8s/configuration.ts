import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labelsOf } from "./image";

export interface ConfigurationArgs {
  /** Namespace of the objects. Changing it replaces them. */
  readonly namespace: pulumi.Input<string>;
  /** Environment variables that anyone may read, by name. */
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that must stay secret, by name. Default: none, and then there is no Secret. */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Environment variables of one workload as an immutable ConfigMap and Secret under generated names. A change makes
 * new objects beside the old ones; the workload, which names them, rolls to the new ones by itself, and the old ones
 * are removed after that: a pod of the old version that restarts meanwhile still finds its configuration.
 */
export class Configuration extends pulumi.ComponentResource {
  /** For `envFrom` of a container. */
  readonly environment: pulumi.Input<k8s.types.input.core.v1.EnvFromSource>[] = [];

  constructor(name: string, args: ConfigurationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Configuration", name, {}, opts);
    this.createConfigMap(name, args);
    if (args.secrets !== undefined) this.createSecret(name, args.namespace, args.secrets);
    this.registerOutputs({ environment: this.environment });
  }

  private createConfigMap(name: string, { namespace, values }: ConfigurationArgs): void {
    // No metadata.name: the provider generates one, and with it replaces by creating first and deleting last.
    // https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/app-rollout-via-configmap/
    const map = new k8s.core.v1.ConfigMap(
      name,
      { metadata: { namespace, labels: labelsOf(name) }, data: values, immutable: true },
      { parent: this },
    );
    this.environment.push({ configMapRef: { name: map.metadata.name } });
  }

  private createSecret(
    name: string,
    namespace: pulumi.Input<string>,
    secrets: Readonly<Record<string, pulumi.Input<string>>>,
  ): void {
    const secret = new k8s.core.v1.Secret(
      name,
      {
        metadata: { namespace, labels: labelsOf(name) },
        stringData: pulumi.secret(secrets),
        immutable: true,
      },
      { parent: this },
    );
    this.environment.push({ secretRef: { name: secret.metadata.name } });
  }
}
