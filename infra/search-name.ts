import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type Account, buildArn } from "./account";

/** Name and ARN of a domain that does not exist yet. */
export interface SearchName {
  readonly domainName: pulumi.Output<string>;
  readonly domainArn: pulumi.Output<string>;
}

/**
 * Creates the name of a domain, at most 28 characters: less than the project's pattern of names has. Policies of roles contain the ARN
 * before the domain exists, which names the roles.
 *
 * @param prefix beginning of the name, which is shortened
 */
export function createSearchName(
  name: string,
  { prefix, account }: { readonly prefix: string; readonly account: Account },
  opts: pulumi.CustomResourceOptions,
): SearchName {
  const beginning = prefix.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-");
  const id = new random.RandomId(name, { byteLength: 4 }, opts);
  const domainName = pulumi.interpolate`${beginning.slice(0, 19)}-${id.hex}`;
  return { domainName, domainArn: buildArn(account, "es", pulumi.interpolate`domain/${domainName}`) };
}
