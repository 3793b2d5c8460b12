/** The tree of commands, of which only the one that is asked for is loaded. */
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type Entry, groups } from "./catalogue";

const entries = groups.flatMap(({ commands }) => commands);

/** How a person starts it: npm has a stranger's package of this name, which --no never downloads. */
const run = "npx --no groundwork ";

const description = `Plans, rehearses and delivers the stacks of this project, and looks after their states. Start it with
\`npx --no groundwork COMMAND\`; \`npx --no groundwork help\` shows this.

Exit status: 0 done; 1 failed, refused, or a wrong command line; 69 not possible on this machine; 130 interrupted.`;

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
  const examples = groups.map(({ title, example }) => `  ${run}${example.padEnd(45)} ${title}`);
  program.addHelpText("after", `\nExamples:\n${examples.join("\n")}`);
  for (const { title, commands } of groups) {
    for (const entry of commands) {
      const command = args === undefined || asks(args, entry.name) ? loaded(entry) : outline(entry);
      const parent = parentOf(program, entry.name, title);
      parent.addCommand(parent === program ? command.helpGroup(`${title}:`) : command);
    }
  }
  settle(program, "groundwork");
  return program;
}

/**
 * The command line as commander reads it: `help state locks` becomes `state locks --help`, and an unknown command keeps
 * none of its options, because commander would answer its `--help` with the help of another command.
 */
export function commandLine(args: readonly string[]): readonly string[] {
  const given = args[0] === "help" ? [...args.slice(1), "--help"] : args;
  const [first = "", second = ""] = given;
  const isGroup = entries.some(({ name }) => name.startsWith(`${first} `));
  const words = isGroup && isWord(second) ? [first, second] : [first];
  const known = entries.some(({ name }) => `${name} `.startsWith(`${words.join(" ")} `));
  return known || !isWord(first) ? given : words;
}

const isWord = (text: string) => text !== "" && !text.startsWith("-");

/** Whether a command line asks for a command: `state locks …`. */
function asks(args: readonly string[], name: string): boolean {
  return name.split(" ").every((word, index) => args[index] === word);
}

/** The command that `groundwork state` is to `groundwork state locks`; the program for a single word. */
function parentOf(program: CommandUnknownOpts, name: string, title: string): CommandUnknownOpts {
  const [first = "", second] = name.split(" ");
  if (second === undefined) return program;
  const known = program.commands.find((each) => each.name() === first);
  if (known) return known;
  const names = entries.flatMap((each) => (each.name.startsWith(`${first} `) ? each.name.split(" ")[1] : []));
  const parent = new Command(first).summary(names.join(", ")).helpGroup(`${title}:`);
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

/** One form for all: an error ends in a hint and an exception, not in `process.exit`. */
function settle(command: CommandUnknownOpts, path: string): void {
  command.exitOverride().showHelpAfterError(`See: ${path} --help`);
  command.helpCommand(false).helpOption("-h, --help", "show this help");
  // Lines of a paragraph are joined: the help breaks them at the width of the terminal.
  command.description(command.description().replaceAll(/(?<=\S)\n(?=\S)/g, " "));
  for (const each of command.commands) settle(each, `${path} ${each.name()}`);
}
