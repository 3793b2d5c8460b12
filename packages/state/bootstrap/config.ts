/** What a project hands to bootstrap: the field `account` of its rehearse.config.ts. */
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { loadConfig, type RehearseConfig } from "@groundwork/rehearse/project/config";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** Where the states of an account lie. */
interface Location {
  readonly accountId: string;
  readonly region: string;
  /** What the buckets' names begin with; empty for the default. */
  readonly namePrefix: string;
}

export interface AccountConfig {
  /** Folder of the Pulumi project that an account needs before its first stack, from the project's folder. */
  readonly folder: string;
  readonly program: RehearseConfig["program"];
  /** Name of the state bucket. */
  readonly stateBucket: (location: Location) => string;
  /** What `pulumi login` takes. */
  readonly backendUrl: (location: Location) => string;
  /** What `pulumi stack init --secrets-provider` takes. */
  readonly secretsProvider: (location: Pick<Location, "region">, stack: string) => string;
  /** The environment that stands for the stacks of pull requests. */
  readonly reviewEnvironment: string;
}

/** @throws Explained when the project has no account project */
export function accountConfig(): AccountConfig {
  const { account } = loadConfig<RehearseConfig & { readonly account?: AccountConfig }>();
  if (account) return account;
  throw new Explained(
    "rehearse.config.ts has no field account: there is nothing to bootstrap an account with.",
  );
}

/** The folder of the account's project. */
export function accountFolder(): string {
  return join(projectFolder, accountConfig().folder);
}
