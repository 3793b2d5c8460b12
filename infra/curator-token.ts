import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

export interface CuratorTokenArgs {
  /** Raise it to make a new token; the old one ends when the API's pods have rolled. */
  readonly version: number;
}

/** The secret that allows uploading and deleting photos. */
export class CuratorToken extends pulumi.ComponentResource {
  /** Always a Pulumi secret; 40 letters and digits. */
  readonly token: pulumi.Output<string>;

  constructor(name: string, args: CuratorTokenArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:CuratorToken", name, {}, opts);
    const password = new random.RandomPassword(
      name,
      { length: 40, special: false, keepers: { version: String(args.version) } },
      { parent: this },
    );
    this.token = pulumi.secret(password.result);
    this.registerOutputs({ token: this.token });
  }
}
