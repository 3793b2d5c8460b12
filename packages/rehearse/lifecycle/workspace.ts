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
import "../cloud/promise-traces";
import { serve } from "../cloud/server";
import { projectName } from "../project/files";
import { ignoringHangup } from "./ignoring-hangup";
import { writePolicyHost } from "./policy-host";
import { openOrCreateUnselected } from "./unselected";

/** The arguments for a rehearsed stack. */
export interface RehearsedStackArgs {
  readonly engine: PulumiCommand;
  /** The project's folder, with Pulumi.yaml and Pulumi.STACK.yaml. */
  readonly folder: string;
  readonly stack: string;
  readonly cloud: Cloud;
  readonly program: PulumiFn;
  /** Backend of the state. Default: a temporary folder, with secrets encrypted by a passphrase. */
  readonly backend?: RehearsedBackend;
  /** Ports of providers that the engine uses in place of the simulated ones, by package. Default: none. */
  readonly attached?: Readonly<Record<string, number>>;
  /** Separates objects in the stack's cluster from those of other stacks in the same cloud. Default: the cloud has one stack. */
  readonly scope?: string;
  /**
   * Whether the engine saves the state after each step, as in a deployment, and not only at the end of an operation. Where the engine
   * is killed, this decides what the state knows. Default: only in another backend; saving the state of a temporary folder once
   * halves the time of a rehearsal.
   */
  readonly checkpoints?: boolean;
}

/** A backend other than the temporary folder. */
export interface RehearsedBackend {
  /** Such as `s3://bucket?region=us-east-1`. */
  readonly url: string;
  /** Such as `awskms://alias/groundwork-secrets?region=us-east-1`. */
  readonly secretsProvider: string;
  /** Environment variables that the engine needs for both, such as credentials. */
  readonly env: Readonly<Record<string, string>>;
}

/** An isolated stack: simulated cloud, state in a temporary folder, no login. */
export interface RehearsedStack {
  readonly stack: Stack;
  /** Path of the stack's state file. With another backend the file does not exist. */
  readonly stateFile: string;
  /** Keys whose encrypted values were replaced by placeholders, because they cannot be decrypted here. */
  readonly standIns: readonly string[];
  /** Stops the cloud's server and removes the temporary folder. */
  close(): void;
}

/**
 * Opens a stack in the real engine with the simulated cloud as its providers. The project's settings files are copied, so
 * that the engine does not write into the project, such as an encryption salt.
 */
export async function openStack(args: RehearsedStackArgs): Promise<RehearsedStack> {
  forgetPulumiSettings();
  const folder = mkdtempSync(join(tmpdir(), "groundwork-"));
  const server = await serve(args.cloud, args.attached, args.scope);
  const close = () => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { backend, checkpoints = backend !== undefined } = args;
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
        // An engine finds the programs of its distribution in its folder.
        PATH: [...folderOf(args.engine), process.env.PATH ?? "", bin].join(delimiter),
        // No metadata files: a state cannot be read any more if the engine is killed while it writes its metadata file.
        PULUMI_BACKEND_URL: backend?.url ?? `file://${state}?metadata=skip`,
        PULUMI_DEBUG_PROVIDERS: server.debugProviders,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // https://github.com/pulumi/pulumi/releases/tag/v3.40.1
        PULUMI_SKIP_CHECKPOINTS: String(!checkpoints),
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

/** The folder of an engine that is not on PATH. */
function folderOf({ command }: PulumiCommand): string[] {
  return isAbsolute(command) ? [dirname(command)] : [];
}

/** Removes the user's login, backend, passphrase and options from the environment, so that a rehearsal cannot use them. */
function forgetPulumiSettings(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("PULUMI_")) delete process.env[name];
}

/** Copies a stack's file without its encryption settings. Returns the keys of the replaced secrets. */
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
