/** The field `account` of a project's rehearse.config.ts. */
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { loadConfig, type RehearseConfig } from "@groundwork/rehearse/project/config";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** The location of an account's states. */
interface Location {
  readonly accountId: string;
  readonly region: string;
  /** Prefix of the bucket names; empty for the default. */
  readonly namePrefix: string;
}

export interface AccountConfig {
  /** Folder of the Pulumi project that prepares an account, relative to the project's folder. */
  readonly folder: string;
  readonly program: RehearseConfig["program"];
  /** Name of the state bucket. */
  readonly stateBucket: (location: Location) => string;
  /** The URL for `pulumi login`. */
  readonly backendUrl: (location: Location) => string;
  /** The value for `pulumi stack init --secrets-provider`. */
  readonly secretsProvider: (location: Pick<Location, "region">, stack: string) => string;
  /** The environment of the stacks of pull requests. */
  readonly reviewEnvironment: string;
  /** The environments of GitHub that require an approval, from the text of `deployedFromEnvironment`. */
  readonly gatedEnvironments: (setting: string | undefined) => readonly string[];
  /** What is allowed, if the value of a setting of the account's project is not. Undefined if it is. */
  readonly problem: (key: string, value: string) => string | undefined;
}

/** @throws Explained when the project has no account project */
export function accountConfig(): AccountConfig {
  const { account } = loadConfig<RehearseConfig & { readonly account?: AccountConfig }>();
  if (account) return account;
  throw new Explained("rehearse.config.ts has no field account, which bootstrap needs.");
}

/** The folder of the account's project. */
export function accountFolder(): string {
  return join(projectFolder, accountConfig().folder);
}
