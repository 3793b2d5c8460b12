import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Copy, DockerfileParser, type Instruction } from "dockerfile-ast";

/**
 * Runs the commands of a Dockerfile without a container engine: one folder per stage, its COPY and RUN in order. It
 * supports only what app/Dockerfile uses, and runs with this machine's Node instead of the base images'.
 */
export class DockerfileBuild {
  private readonly root = mkdtempSync(join(tmpdir(), "gallery-image-"));
  private readonly workingDirectories = new Map<string, string>();
  /** The executed commands, in order. */
  readonly commands: string[] = [];

  /** @param context the folder that plain COPY reads from; only files in git count */
  constructor(
    private readonly text: string,
    private readonly context: string,
  ) {}

  /** Builds a stage and the stages that it needs. Returns the folder that is the image's `/`. */
  build(target: string): string {
    const stage = this.stages().find(({ name }) => name === target);
    if (stage === undefined) throw new Error(`the Dockerfile has no stage ${target}`);
    const folder = join(this.root, target);
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    let directory = "/";
    if (this.stages().some(({ name }) => name === stage.base)) {
      cpSync(this.build(stage.base), folder, { recursive: true, verbatimSymlinks: true });
      directory = this.workingDirectories.get(stage.base) ?? "/";
    }
    for (const instruction of stage.instructions) {
      const given = instruction.getArguments().map((argument) => argument.getValue());
      const here = join(folder, directory);
      if (instruction.getKeyword() === "WORKDIR") {
        directory = given[0] ?? "/";
        mkdirSync(join(folder, directory), { recursive: true });
      } else if (instruction.getKeyword() === "COPY") {
        const from = (instruction as Copy).getFromFlag()?.getValue();
        this.copy(given, from ?? undefined, here);
      } else if (instruction.getKeyword() === "RUN") {
        const command = instruction.getRawArgumentsContent() ?? "";
        this.commands.push(`${target}: ${command}`);
        execFileSync("/bin/sh", ["-ec", command], { cwd: here, stdio: "pipe" });
      }
    }
    this.workingDirectories.set(target, directory);
    return folder;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private copy(given: string[], from: string | undefined, here: string): void {
    const target = given.at(-1) ?? ".";
    for (const source of given.slice(0, -1)) {
      const intoFolder = target.endsWith("/") || (from === undefined && target === ".");
      const destination = join(here, target, intoFolder ? (source.split("/").at(-1) ?? "") : "");
      if (from !== undefined && source.endsWith("/node_modules")) {
        // Tens of thousands of files that nothing changes afterwards: a hard link avoids the copy.
        symlinkSync(join(this.build(from), source), destination);
        continue;
      }
      if (from !== undefined) {
        cpSync(join(this.build(from), source), destination, { recursive: true, verbatimSymlinks: true });
        continue;
      }
      for (const file of this.tracked(source)) {
        const place = file === source ? destination : join(destination, file.slice(source.length + 1));
        mkdirSync(dirname(place), { recursive: true });
        cpSync(join(this.context, file), place);
      }
    }
  }

  private tracked(path: string): string[] {
    const listed = execFileSync(
      "git",
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", path],
      {
        cwd: this.context,
        encoding: "utf8",
      },
    );
    const files = listed.split("\0").filter((file) => file !== "" && existsSync(join(this.context, file)));
    if (files.length === 0) throw new Error(`COPY ${path}: there is no such file in the repository`);
    return files;
  }

  private stages() {
    const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
    for (const instruction of this.instructions()) {
      if (instruction.getKeyword() === "FROM") {
        const [base = "", , name = ""] = instruction.getArguments().map((argument) => argument.getValue());
        stages.push({ name, base, instructions: [] });
      } else stages.at(-1)?.instructions.push(instruction);
    }
    return stages;
  }

  private instructions(): Instruction[] {
    return DockerfileParser.parse(this.text).getInstructions();
  }
}
