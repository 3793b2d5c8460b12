/** All commands, grouped by purpose. The file of a command is loaded when the command is used. */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** One command. */
export interface Entry {
  /** The words after `groundwork`, such as "plan" or "state locks". */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The arguments after `npx --no groundwork` in the example. */
  readonly example: string;
  readonly load: () => { createCommand(): CommandUnknownOpts };
}

/** Commands for one purpose. */
export interface Group {
  readonly title: string;
  readonly example: string;
  readonly commands: readonly Entry[];
}

export const groups: readonly Group[] = [
  {
    title: "Look",
    example: "plan prod",
    commands: [
      {
        name: "environments",
        summary: "list the environments in the order of delivery",
        example: "environments",
        load: () => require("./commands/environments"),
      },
      {
        name: "plan",
        summary: "show what a stack consists of, without engine or account",
        example: "plan prod",
        load: () => require("./commands/plan"),
      },
      {
        name: "report",
        summary: "write the page that shows resources, changes, cost, time and policies",
        example: "report dev --against out/prod/report.json",
        load: () => require("./commands/report"),
      },
      {
        name: "chart",
        summary: "write the Kubernetes objects of a namespace as a Helm chart",
        example: "chart dev",
        load: () => require("./commands/chart"),
      },
      {
        name: "cost",
        summary: "estimate what a stack costs a month",
        example: "cost prod",
        load: () => require("./commands/cost"),
      },
      {
        name: "policies",
        summary: "list the policies",
        example: "policies",
        load: () => require("./commands/policies"),
      },
      {
        name: "rehearse",
        summary: "run a stack's whole lifecycle in the real engine against a simulated cloud",
        example: "rehearse dev",
        load: () => require("./commands/rehearse"),
      },
      {
        name: "preflight",
        summary: "ask the account whether a stack can be created or updated in it",
        example: "preflight dev",
        load: () => require("./commands/preflight"),
      },
      {
        name: "preview",
        summary: "show what an update would change, and what has drifted",
        example: "preview dev",
        load: () => require("./commands/preview"),
      },
    ],
  },
  {
    title: "Deliver",
    example: "smoke --stack prod",
    commands: [
      {
        name: "deploy",
        summary: "deploy a version to a stack, test it, and roll back if it fails",
        example: "deploy dev --gallery IMAGE@sha256:… --thumbnailer IMAGE@sha256:…",
        load: () => require("./commands/deploy"),
      },
      {
        name: "smoke",
        summary: "test a gallery through its API",
        example: "smoke --stack prod",
        load: () => require("./commands/smoke"),
      },
      {
        name: "e2e",
        summary: "test a gallery in a real browser",
        example: "e2e --stack dev",
        load: () => require("./commands/e2e"),
      },
      {
        name: "images",
        summary: "write a stack's images into the settings of this checkout",
        example: "images dev --deployed",
        load: () => require("./commands/images"),
      },
      {
        name: "image build",
        summary: "build the gallery's two images",
        example: "image build --dry-run",
        load: () => require("./commands/image/build"),
      },
      {
        name: "review up",
        summary: "create or update the stack of a pull request",
        example: "review up --pull-request 7 --gallery IMAGE --thumbnailer IMAGE --dry-run",
        load: () => require("./commands/review/up"),
      },
      {
        name: "review down",
        summary: "destroy the stack of a pull request",
        example: "review down --pull-request 7",
        load: () => require("./commands/review/down"),
      },
      {
        name: "review sweep",
        summary: "destroy the stacks of closed pull requests, and those without a recent deployment",
        example: "review sweep --dry-run",
        load: () => require("./commands/review/sweep"),
      },
      {
        name: "preview-comment",
        summary: "comment on a pull request with the changes that it would make",
        example: "preview-comment --preview dev=out/dev/preview.json --dry-run",
        load: () => require("./commands/preview-comment"),
      },
      {
        name: "drift",
        summary: "keep one issue about drift up to date",
        example: "drift --preview dev=out/dev/preview.json --dry-run",
        load: () => require("./commands/drift"),
      },
      {
        name: "drill",
        summary: "show how long the last restore took, and report it in an issue",
        example: "drill dev",
        load: () => require("./commands/drill"),
      },
      {
        name: "notify",
        summary: "report the result of a deployment run, and notify if it failed",
        example: "notify --dry-run",
        load: () => require("./commands/notify"),
      },
    ],
  },
  {
    title: "Look after state",
    example: "state list",
    commands: [
      {
        name: "state list",
        summary: "list all stacks of the backend, with their states and locks",
        example: "state list",
        load: () => require("./commands/state/list"),
      },
      {
        name: "state locks",
        summary: "show who holds a stack's locks",
        example: "state locks --stack dev",
        load: () => require("./commands/state/locks"),
      },
      {
        name: "state versions",
        summary: "list earlier states",
        example: "state versions --stack dev",
        load: () => require("./commands/state/versions"),
      },
    ],
  },
  {
    title: "Recover",
    example: "rollback prod",
    commands: [
      {
        name: "shell",
        summary: "open a private Kubernetes API for your address while your shell runs",
        example: "shell prod",
        load: () => require("./commands/shell"),
      },
      {
        name: "release",
        summary: "show a release that is under way, promote, abort or pause it",
        example: "release prod status",
        load: () => require("./commands/release"),
      },
      {
        name: "rollback",
        summary: "list the versions that a stack has run, or go back to one",
        example: "rollback prod --to 12 --dry-run",
        load: () => require("./commands/rollback"),
      },
      {
        name: "restore",
        summary: "restore the database to a time or a snapshot, and go back until you confirm",
        example: "restore prod --to 2026-10-31T14:32:00Z --dry-run",
        load: () => require("./commands/restore"),
      },
      {
        name: "restore photos",
        summary: "bring back the photos whose rows the database has, from their versions",
        example: "restore photos prod --dry-run",
        load: () => require("./commands/restore/photos"),
      },
      {
        name: "state unlock",
        summary: "remove the locks of processes that have ended",
        example: "state unlock --stack dev",
        load: () => require("./commands/state/unlock"),
      },
      {
        name: "state pending",
        summary: "show resources whose creation was interrupted",
        example: "state pending --stack dev",
        load: () => require("./commands/state/pending"),
      },
      {
        name: "state adopt",
        summary: "import these resources into the state",
        example: "state adopt --stack dev 'URN=ID'",
        load: () => require("./commands/state/adopt"),
      },
      {
        name: "state releases",
        summary: "show and repair Helm releases that a killed operation has blocked",
        example: "state releases --stack dev",
        load: () => require("./commands/state/releases"),
      },
      {
        name: "state restore",
        summary: "restore an earlier state",
        example: "state restore --stack dev",
        load: () => require("./commands/state/restore"),
      },
    ],
  },
  {
    title: "Prepare and upgrade",
    example: "upgrade dev postgres 18.7 --dry-run",
    commands: [
      {
        name: "adopt",
        summary: "make a clone of the platform yours: name, account, region, environments",
        example: "adopt --dry-run",
        load: () => require("./commands/adopt"),
      },
      {
        name: "bootstrap",
        summary: "prepare an AWS account, or update it to the current program",
        example: "bootstrap --stack main",
        load: () => require("./commands/bootstrap"),
      },
      {
        name: "upgrade",
        summary: "upgrade PostgreSQL, Kubernetes or the size of a stack in the right order",
        example: "upgrade dev postgres 18.7 --dry-run",
        load: () => require("./commands/upgrade"),
      },
    ],
  },
  {
    title: "Develop",
    example: "faults --sample 1 --minutes 5",
    commands: [
      {
        name: "faults",
        summary: "inject faults into every environment and check that it recovers",
        example: "faults --sample 1 --minutes 5",
        load: () => require("./commands/faults"),
      },
      {
        name: "bench",
        summary: "measure the program and its tools",
        example: "bench --runs 1 --only growth",
        load: () => require("./commands/bench"),
      },
      {
        name: "coverage",
        summary: "show how much of each folder the tests executed",
        example: "coverage",
        load: () => require("./commands/coverage"),
      },
      {
        name: "scan secrets",
        summary: "scan files and history for secrets",
        example: "scan secrets",
        load: () => require("./commands/scan/secrets"),
      },
      {
        name: "scan vulnerabilities",
        summary: "check dependencies for known vulnerabilities",
        example: "scan vulnerabilities",
        load: () => require("./commands/scan/vulnerabilities"),
      },
      {
        name: "ci commands",
        summary: "list the commands that CI runs",
        example: "ci commands",
        load: () => ({ createCommand: () => require("./commands/ci/commands").createCommand(isCommand) }),
      },
    ],
  },
];

/** The description in `groundwork WORD --help`, for the commands that begin with the word. */
export const families: Readonly<Record<string, string>> = {
  state: `Looks after the states of the stacks. There is no \`state backup\`: the versions are the backup. The state bucket keeps
every state that is overwritten or deleted as a version; \`state versions\` lists them, and \`state restore\` restores
one. For a copy in a file, use \`pulumi stack export -s STACK --file FILE\`. docs/state.md has the procedures.`,
};

/** Whether there is a command of this name, such as "scan secrets". */
export function isCommand(name: string): boolean {
  return groups.some(({ commands }) => commands.some((each) => each.name === name));
}
