/** Finds what reads the stack files in the root of the repository, the project's name there, or the list of applications. */

/** Names of the root folder in tests. */
const ROOT = String.raw`(?:\brepository\b|\broot\b|\b__dirname\b)`;

const rules: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  {
    pattern: new RegExp(String.raw`${ROOT}[^;]{0,80}?["'\`/]Pulumi\.`, "g"),
    instead: "reads a file of the root; use the one in testProject",
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:readStackConfig|stacksIn|projectName|settingsOf)\((?:join\()?${ROOT}|\bfolder: ${ROOT}`,
      "g",
    ),
    instead: "uses the stacks of the root; use testProject",
  },
  {
    pattern: new RegExp(String.raw`(?<!"git",[^;]{0,200}?)\bcwd: (?:join\()?${ROOT}`, "g"),
    instead:
      "starts a command in the root, where it reads the users' stacks; leave out cwd, or use testProject",
  },
  { pattern: /\bprocess\.chdir\(/g, instead: "leaves the test project" },
  {
    pattern: /\bgroundwork\((?:undefined)?\)/g,
    instead: "runs the applications in the users' list; pass those of the test, or []",
  },
];

/** The statements in a test that read the users' files, each with what to do instead. Comments do not count. */
export function findReads(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
  return rules.flatMap(({ pattern, instead }) =>
    [...code.matchAll(pattern)].map(([text]) => `${text.replaceAll(/\s+/g, " ")}: ${instead}`),
  );
}
