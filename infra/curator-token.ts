import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Arguments of {@link CuratorToken}. */
export interface CuratorTokenArgs {
  /** Increase it to replace the token. The old token is valid until the rollout of the API's pods is complete. */
  readonly version: number;
}

/** The secret token that allows clients to upload and delete photos. */
export class CuratorToken extends pulumi.ComponentResource {
  /** The token: 40 letters and digits. Always a Pulumi secret. */
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
