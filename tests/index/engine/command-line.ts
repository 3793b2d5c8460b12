/** A shell in which `pulumi` is the engine with a simulated cloud, a home and a state that no other test uses. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { type ProviderServers, serve } from "@groundwork/rehearse/cloud/server";
import { engine } from "@groundwork/testbed/engine";
import { installLanguageHost } from "@groundwork/testbed/language-host/install";

export interface CommandLine {
  /** A temporary folder with a folder for each project, and `state`. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The cloud that the engine sees. */
  readonly cloud: Cloud;
  /** Continues with an empty cloud. */
  newCloud(): Promise<void>;
  close(): void;
}

/** @param projects names of folders, for a project each */
export async function openCommandLine(...projects: readonly string[]): Promise<CommandLine> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-command-line-"));
  for (const name of ["home", "state", "bin", ...projects]) mkdirSync(join(folder, name));
  installLanguageHost(join(folder, "bin"));
  const { path } = await engine();
  const environment: NodeJS.ProcessEnv = {
    PATH: [join(folder, "bin"), dirname(path), dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: join(folder, "home"),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "rehearsal",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The state is saved once an operation: no test of a command line kills the engine.
    PULUMI_SKIP_CHECKPOINTS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  let cloud: Cloud;
  let providers: ProviderServers | undefined;
  const serveNewCloud = async () => {
    providers?.stop();
    cloud = newCloud();
    providers = await serve(cloud);
    environment.PULUMI_DEBUG_PROVIDERS = providers.debugProviders;
  };
  await serveNewCloud();
  return {
    folder,
    environment,
    get cloud() {
      return cloud;
    },
    newCloud: serveNewCloud,
    close: () => {
      providers?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
