/** What the engine's own help says about the flags of a command line. */
import { execFileSync } from "node:child_process";

/** A flag as the help lists it. */
interface Flag {
  readonly takesValue: boolean;
  /** What the flag means when no value is written, such as "false" for `--suppress-permalink`. */
  readonly bare: string | undefined;
}

const helps = new Map<string, ReadonlyMap<string, Flag>>();

/**
 * What is wrong with the flags of a command line, such as `["preview", "--diff"]`: those that the subcommand
 * does not have, those that mean no when they are given without a value, and values that are taken for arguments.
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

/** The help of `stack output NAME` is that of `stack output`: arguments do no harm. */
function flagsOf(pulumi: string, words: readonly string[]): ReadonlyMap<string, Flag> {
  const key = words.join(" ");
  const known = helps.get(key) ?? readHelp(pulumi, words);
  helps.set(key, known);
  return known;
}

function readHelp(pulumi: string, words: readonly string[]): ReadonlyMap<string, Flag> {
  // Without this variable the help leaves out --event-log.
  const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true", PULUMI_SKIP_UPDATE_CHECK: "true" };
  const help = execFileSync(pulumi, [...words, "--help"], { encoding: "utf8", env });
  const lines = help.matchAll(/^ +(?:(-\w), )?(--[\w-]+)(?: (\S+))?(?: {2,}|$)/gm);
  return new Map(
    [...lines].flatMap(([, short, long = "", type]) => {
      const bare = /\[="?(.*?)"?\]$/.exec(type ?? "")?.[1];
      // A boolean whose help quotes `false` is listed with that in the place of its type.
      const flag = { takesValue: type !== undefined && type !== "false" && bare === undefined, bare };
      return [short ?? long, long].map((name) => [name, flag] as const);
    }),
  );
}
