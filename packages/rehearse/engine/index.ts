/** Finds the Pulumi engine, installs it or builds it. */
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { interruptible } from "../errors/interruption";
import { build, checkGo, wanted } from "./build";
import { cachedRoots, cacheFolder, makeEngine, programIn } from "./cache";
import { messageOf } from "./errors";
import { install, reachInstaller } from "./installer";
import { whereIs } from "./path";
import { type Report, reportTo } from "./progress";
import { versionOf } from "./version";

export { type Report, reportTo } from "./progress";

/** An engine that works with the SDK. */
export interface Engine {
  /** For the Automation API: `LocalWorkspace.createStack(…, { pulumiCommand: command })`. */
  readonly command: PulumiCommand;
  /** The program, as an absolute path. */
  readonly path: string;
  readonly source: Source;
  /** Such as "3.259.0". */
  readonly version: string;
}

/** The result if no engine was found: each attempt with the reason of its failure. */
export interface NoEngine {
  readonly tried: readonly { readonly way: Source; readonly why: string }[];
}

type Source = "pulumi on PATH" | "the cache folder" | "the official installer" | "a build with Go";

export interface FindEngineOptions {
  /** Receives the selected engine and the progress of long steps. Default: stderr. */
  readonly report?: Report;
  /** Replaces the official installer. Only tests set it. */
  readonly installer?: { readonly reach: typeof reachInstaller; readonly install: typeof install };
}

/** Thrown if there is no engine at a location, and nothing is wrong with it. */
class NotThere extends Error {}

/**
 * Finds an engine: on PATH, in the cache folder, with the official installer, or with a build with Go, in this order.
 * The last two write it to the cache folder.
 *
 * @throws Interrupted on Ctrl-C, SIGTERM and SIGHUP. No incomplete files and no processes are left then.
 */
export async function findEngine({
  report = reportTo(process.stderr),
  installer = { reach: reachInstaller, install },
}: FindEngineOptions = {}): Promise<Engine | NoEngine> {
  return interruptible(async (signal) => {
    const ways: readonly (readonly [Source, () => Promise<Engine>])[] = [
      ["pulumi on PATH", () => onPath(signal)],
      ["the cache folder", () => inCache(signal)],
      [
        "the official installer",
        async () => {
          await report.during("Reaching Pulumi's installer", () => installer.reach(signal));
          return made("the official installer", (root) =>
            report.during("Installing the Pulumi engine", () => installer.install(root, signal)),
          );
        },
      ],
      [
        "a build with Go",
        async () => {
          await checkGo(signal);
          const step = `Building the Pulumi engine ${wanted().engine} with Go (once; takes minutes)`;
          return made("a build with Go", (root) => report.during(step, () => build(root, signal)));
        },
      ],
    ];
    const made = async (source: Source, make: (root: string) => Promise<void>) =>
      fromRoot(source, await makeEngine(make, signal), signal);

    const tried: { way: Source; why: string }[] = [];
    for (const [way, find] of ways) {
      try {
        const engine = await find();
        report.log(`Engine: Pulumi ${engine.version}, ${engine.source} (${engine.path})`);
        return engine;
      } catch (error) {
        signal.throwIfAborted();
        const why = messageOf(error);
        if (!(error instanceof NotThere)) report.log(`Not ${way}: ${why}`);
        tried.push({ way, why });
      }
    }
    return { tried };
  });
}

async function onPath(signal: AbortSignal): Promise<Engine> {
  const path = whereIs("pulumi");
  if (path === undefined) throw new NotThere("not found");
  const version = await versionOf(path, signal);
  return { command: await PulumiCommand.get(), path, source: "pulumi on PATH", version };
}

async function inCache(signal: AbortSignal): Promise<Engine> {
  const reasons: string[] = [];
  for (const root of cachedRoots()) {
    try {
      return await fromRoot("the cache folder", root, signal);
    } catch (error) {
      signal.throwIfAborted();
      reasons.push(messageOf(error));
    }
  }
  throw reasons.length > 0 ? new Error(reasons.join("; ")) : new NotThere(`none in ${cacheFolder()}`);
}

async function fromRoot(source: Source, root: string, signal: AbortSignal): Promise<Engine> {
  const path = programIn(root);
  const version = await versionOf(path, signal);
  return { command: await PulumiCommand.get({ root }), path, source, version };
}
