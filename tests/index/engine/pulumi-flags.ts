/** Checks the flags of a command line against the help of the engine. */
import { execFileSync } from "node:child_process";

/** A flag in the help. */
interface Flag {
  readonly takesValue: boolean;
  /** The meaning of the flag without a value, such as "false" for `--suppress-permalink`. */
  readonly bare: string | undefined;
}

const helps = new Map<string, ReadonlyMap<string, Flag>>();

/**
 * Finds problems with the flags of a command line, such as `["preview", "--diff"]`: flags that the subcommand does not have,
 * flags that mean false without a value, and values that would be parsed as arguments.
 */
export function flagProblems(pulumi: string, args: readonly string[]): string[] {
  const first = args.findIndex((arg) => arg.startsWith("-"));
  if (first < 0) return [];
  const flags = flagsOf(pulumi, args.slice(0, first));
  return args.flatMap((arg, at) => {
    const [, name, value] = /^(--?[a-zA-Z][\w-]*)(=.*)?$/.exec(arg) ?? [];
    if (name === undefined || takesNext(flags, args[at - 1])) return [];
    const flag = flags.get(name);
    if (flag === undefined) return [`pulumi ${args.slice(0, first).join(" ")} has no ${name}`];
    if (value !== undefined || flag.takesValue) return [];
    if (flag.bare !== undefined && flag.bare !== "true")
      return [`${name} without a value means ${flag.bare}`];
    return /^(true|false)$/.test(args[at + 1] ?? "")
      ? [`${name} ${args[at + 1]} is not ${name}=${args[at + 1]}`]
      : [];
  });
}

function takesNext(flags: ReadonlyMap<string, Flag>, arg = ""): boolean {
  return flags.get(arg)?.takesValue ?? false;
}

/** Reads the help of a subcommand. Arguments are ignored: the help of `stack output NAME` is that of `stack output`. */
function flagsOf(pulumi: string, words: readonly string[]): ReadonlyMap<string, Flag> {
  const key = words.join(" ");
  const known = helps.get(key) ?? readHelp(pulumi, words);
  helps.set(key, known);
  return known;
}

function readHelp(pulumi: string, words: readonly string[]): ReadonlyMap<string, Flag> {
  // Without this variable, the help does not contain --event-log.
  const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true", PULUMI_SKIP_UPDATE_CHECK: "true" };
  const help = execFileSync(pulumi, [...words, "--help"], { encoding: "utf8", env });
  const lines = help.matchAll(/^ +(?:(-\w), )?(--[\w-]+)(?: (\S+))?(?: {2,}|$)/gm);
  return new Map(
    [...lines].flatMap(([, short, long = "", type]) => {
      const bare = /\[="?(.*?)"?\]$/.exec(type ?? "")?.[1];
      // For a boolean whose description quotes `false`, the help shows this instead of the type.
      const flag = { takesValue: type !== undefined && type !== "false" && bare === undefined, bare };
      return [short ?? long, long].map((name) => [name, flag] as const);
    }),
  );
}
