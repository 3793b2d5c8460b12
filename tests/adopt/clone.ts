/** A git repository with the platform and the stacks of the tests, in which `groundwork adopt` runs. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyPlatform } from "../index/platform-copy";
import { repository } from "../project/test-project";

/** Files that adopt reads or changes, besides the program. */
const MORE = ["adoption", ".github", ".gitattributes", ".gitignore"];

const ENVIRONMENTS = `# The environments, in the order of delivery.
environments:
  - { stack: dev, guardRails: development, approval: none }
  - { stack: prod, guardRails: production, approval: required }
`;

/** Valid answers, by option. */
const answers = {
  project: "acme",
  repository: "acme/shop-platform",
  account: "444455556666",
  region: "eu-central-1",
  administrator: "arn:aws:iam::444455556666:role/administrators",
  domain: "photos.acme.test",
  "hosted-zone": "Z0987654321ZYXWVUTSRQ",
  "alert-email": "ops@acme.test",
};

/** The options of answers: each value, or each of several values, with its option. Undefined leaves the option out. */
export function options(
  given: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): readonly string[] {
  return Object.entries({ ...answers, ...given }).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((each) => [`--${name}`, each]),
  );
}

export class Clone {
  readonly folder = mkdtempSync(join(tmpdir(), "groundwork-clone-"));

  constructor() {
    copyPlatform(this.folder);
    for (const name of MORE) cpSync(join(repository, name), join(this.folder, name), { recursive: true });
    this.write("environments.yaml", ENVIRONMENTS);
    // In an adopted repository, these two files have the adopter's organization already.
    this.edit(".github/CODEOWNERS", /@[^/\s]+\//g, "@your-organization/");
    this.edit(
      ".github/ISSUE_TEMPLATE/config.yml",
      /github\.com\/[^/]+\/[^/]+\//,
      "github.com/your-organization/groundwork/",
    );
    this.git("init", "--quiet", "--initial-branch=main");
    this.commit("the platform");
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  private edit(path: string, from: RegExp, to: string): void {
    this.write(path, this.read(path).replace(from, to));
  }

  git(...args: readonly string[]): string {
    const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
    return execFileSync("git", [...identity, ...args], { cwd: this.folder, encoding: "utf8", stdio: "pipe" });
  }

  commit(message: string): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
  }

  /** Runs `groundwork adopt`. */
  adopt(...args: readonly string[]) {
    const bin = join(repository, "packages", "cli", "bin", "groundwork.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "adopt", ...args], {
      cwd: this.folder,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  /** The names of the files that differ from the last commit. */
  changed(): readonly string[] {
    const lines = this.git("status", "--porcelain", "--untracked-files=all").split("\n");
    return lines.flatMap((line) => (line === "" ? [] : line.slice(3))).sort();
  }

  stackFiles(): readonly string[] {
    return readdirSync(this.folder)
      .filter((name) => /^Pulumi\..+\.yaml$/.test(name))
      .sort();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
