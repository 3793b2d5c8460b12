/** The tree of commands. Only the requested command is loaded. */
import { Command, type CommandUnknownOpts, Help } from "@commander-js/extra-typings";
import { type Entry, families, groups, isCommand } from "./catalogue";

const entries = groups.flatMap(({ commands }) => commands);

/** How users start the command. npm has an unrelated package of this name; --no prevents its download. */
const run = "npx --no groundwork ";

const description = `Plans, rehearses and delivers the stacks of this project, and manages their states. Start it with
\`npx --no groundwork COMMAND\`; \`npx --no groundwork help\` shows this.

Exit status: 0 success; 1 failure or invalid command line; 69 not possible on this machine; 130 interrupted.`;

/**
 * The program for a command line.
 *
 * @param args the command line, or undefined to load every command
 */
export function createProgram(args?: readonly string[]): CommandUnknownOpts {
  const program = new Command("groundwork")
    .description(description)
    .usage("COMMAND [options]; groundwork COMMAND --help describes a command")
    .version(require("./package.json").version);
  // commander's own list has no examples, and only the first words. It stays the source of suggestions for mistyped commands.
  program.configureHelp({
    formatHelp: (command, helper) => `${withoutCommands(command, helper)}\n${listing(helper)}\n`,
  });
  for (const { commands } of groups) {
    for (const entry of commands) {
      const command = args === undefined || asks(args, entry.name) ? loaded(entry) : outline(entry);
      parentOf(program, entry.name).addCommand(command);
    }
  }
  settle(program, "groundwork");
  return program;
}

/** The usage, description and options of the program. */
function withoutCommands(command: CommandUnknownOpts, helper: Help): string {
  helper.visibleCommands = () => [];
  return Help.prototype.formatHelp.call(helper, command, helper);
}

/** All commands by what an operator wants to do, each group with one example. */
function listing(helper: Help): string {
  const width = Math.max(...entries.map(({ name }) => name.length));
  const parts = groups.map(({ title, example, commands }) => {
    const rows = commands.map(({ name, summary }) => helper.formatItem(name, width, summary, helper));
    return [`${title}:`, ...rows, `  Example: ${run}${example}`].join("\n");
  });
  return parts.join("\n\n");
}

/**
 * The command line for commander: `help state locks` becomes `state locks --help`, and the options of an unknown command
 * are removed, because commander would show the help of another command for its `--help`.
 */
export function commandLine(args: readonly string[]): readonly string[] {
  const given = args[0] === "help" ? [...args.slice(1), "--help"] : args;
  const [first = "", second = ""] = given;
  // `restore` is a command, and `restore photos` is another one.
  const isGroup = !isCommand(first) && entries.some(({ name }) => name.startsWith(`${first} `));
  const words = isGroup && isWord(second) ? [first, second] : [first];
  const known = entries.some(({ name }) => `${name} `.startsWith(`${words.join(" ")} `));
  return known || !isWord(first) ? given : words;
}

const isWord = (text: string) => text !== "" && !text.startsWith("-");

/** Whether a command line runs a command: `state locks …`. */
function asks(args: readonly string[], name: string): boolean {
  return name.split(" ").every((word, index) => args[index] === word);
}

/** The parent of a command: `groundwork state` for `groundwork state locks`, the program for a single word. */
function parentOf(program: CommandUnknownOpts, name: string): CommandUnknownOpts {
  const [first = "", second] = name.split(" ");
  if (second === undefined) return program;
  const known = program.commands.find((each) => each.name() === first);
  if (known) return known;
  const names = entries.flatMap((each) => (each.name.startsWith(`${first} `) ? each.name.split(" ")[1] : []));
  const parent = new Command(first).summary(names.join(", ")).description(families[first] ?? "");
  program.addCommand(parent);
  return parent;
}

function loaded({ name, summary, example, load }: Entry): CommandUnknownOpts {
  const command = load().createCommand();
  const words = name.split(" ");
  command.name(words.at(-1) ?? "").summary(summary);
  return command.addHelpText("after", `\nExample:\n  ${run}${example}`);
}

/** A command in the list of commands, without its options. */
function outline({ name, summary }: Entry): CommandUnknownOpts {
  return new Command(name.split(" ").at(-1)).summary(summary);
}

/** Common settings of all commands: an error prints a hint and throws, instead of calling `process.exit`. */
function settle(command: CommandUnknownOpts, path: string): void {
  command.exitOverride().showHelpAfterError(`See: ${path} --help`);
  command.helpCommand(false).helpOption("-h, --help", "show this help");
  // Lines of a paragraph are joined, because the help wraps them at the width of the terminal.
  command.description(command.description().replaceAll(/(?<=\S)\n(?=\S)/g, " "));
  for (const each of command.commands) settle(each, `${path} ${each.name()}`);
}
