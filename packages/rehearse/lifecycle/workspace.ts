import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { LocalWorkspace, type PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";
import type { Cloud } from "../cloud/cloud";
import { serve } from "../cloud/server";
import { projectName } from "../project/files";
import { ignoringHangup } from "./ignoring-hangup";
import { writePolicyHost } from "./policy-host";
import { openOrCreateUnselected } from "./unselected";

/** What a rehearsed stack is made of. */
export interface RehearsedStackArgs {
  readonly engine: PulumiCommand;
  /** The project's folder, with Pulumi.yaml and Pulumi.STACK.yaml. */
  readonly folder: string;
  readonly stack: string;
  readonly cloud: Cloud;
  readonly program: PulumiFn;
  /** Where the state goes. Default: a temporary folder, with secrets encrypted by a passphrase. */
  readonly backend?: RehearsedBackend;
}

/** A backend other than the temporary folder. */
export interface RehearsedBackend {
  /** Such as `s3://bucket?region=us-east-1`. */
  readonly url: string;
  /** Such as `awskms://alias/groundwork-secrets?region=us-east-1`. */
  readonly secretsProvider: string;
  /** Credentials and addresses that the engine needs for both. */
  readonly env: Readonly<Record<string, string>>;
}

/** A stack in a world of its own: simulated cloud, state in a temporary folder, no login. */
export interface RehearsedStack {
  readonly stack: Stack;
  /** Where the engine keeps this stack's state, as a file; nothing is there with another backend. */
  readonly stateFile: string;
  /** Keys whose encrypted values cannot be read here and were replaced by stand-ins. */
  readonly standIns: readonly string[];
  /** Stops the cloud's server and removes the temporary folder. */
  close(): void;
}

/**
 * Opens a stack in the real engine with the simulated cloud as its providers. The project's own settings files
 * are copied, so that nothing the engine writes (salts, for one) reaches the project.
 */
export async function openStack(args: RehearsedStackArgs): Promise<RehearsedStack> {
  forgetPulumiSettings();
  const folder = mkdtempSync(join(tmpdir(), "groundwork-"));
  const server = await serve(args.cloud);
  const close = () => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { backend } = args;
    const project = join(folder, "project");
    const home = join(folder, "home");
    const state = join(folder, "state");
    const bin = join(folder, "bin");
    for (const each of [project, home, state, bin]) mkdirSync(each);
    writePolicyHost(bin);
    copyFileSync(join(args.folder, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
    const standIns = copyStackFile(args.folder, project, args.stack);
    const workspace = await LocalWorkspace.create({
      workDir: project,
      pulumiHome: home,
      pulumiCommand: ignoringHangup(args.engine, bin),
      program: args.program,
      ...(backend ? { secretsProvider: backend.secretsProvider } : {}),
      envVars: {
        ...(backend?.env ?? { PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex") }),
        // An engine finds the programs that came with it beside itself.
        PATH: [...folderOf(args.engine), process.env.PATH ?? "", bin].join(delimiter),
        // No file beside each state: an engine that is killed while it writes one cannot read the state any more.
        PULUMI_BACKEND_URL: backend?.url ?? `file://${state}?metadata=skip`,
        PULUMI_DEBUG_PROVIDERS: server.debugProviders,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
    const stack = await openOrCreateUnselected(args.stack, workspace);
    const stateFile = join(state, ".pulumi", "stacks", projectName(args.folder), `${args.stack}.json`);
    return { stack, stateFile, standIns, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Where an engine that is not found on PATH is. */
function folderOf({ command }: PulumiCommand): string[] {
  return isAbsolute(command) ? [dirname(command)] : [];
}

/** The person's own login, backend, passphrase and options must not reach the rehearsal: they are in variables. */
function forgetPulumiSettings(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("PULUMI_")) delete process.env[name];
}

/** Copies a stack's file without what ties it to the real stack's encryption. Gives the keys of replaced secrets. */
function copyStackFile(from: string, to: string, stack: string): string[] {
  const name = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(from, name))) throw new Error(`there is no ${name}`);
  const document = parseDocument(readFileSync(join(from, name), "utf8"));
  for (const key of ["secretsprovider", "encryptedkey", "encryptionsalt"]) document.delete(key);
  const config: unknown = document.toJS().config ?? {};
  const secrets = Object.entries(config ?? {})
    .filter(([, value]) => typeof value === "object" && value !== null && "secure" in value)
    .map(([key]) => key);
  for (const key of secrets) document.setIn(["config", key], `stand-in-${randomBytes(16).toString("hex")}`);
  writeFileSync(join(to, name), document.toString());
  return secrets;
}
