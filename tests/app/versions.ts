import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** Another version of the gallery: a copy of its source with changes. */
export interface OtherVersion {
  /** Its main.ts. */
  readonly program: string;
  remove(): void;
}

/** Changes of a version. */
interface Changes {
  /** File name of a migration → its SQL. */
  readonly migrations?: Readonly<Record<string, string>>;
  /** File in app/src → its new content. */
  readonly edit?: Readonly<Record<string, (text: string) => string>>;
}

/** Copies the gallery into a temporary folder, and changes it. */
export function createVersion({ migrations = {}, edit = {} }: Changes): OtherVersion {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-version-"));
  const app = join(folder, "app");
  mkdirSync(app);
  for (const each of ["src", "migrations", "public"])
    cpSync(join(root, "app", each), join(app, each), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  symlinkSync(join(root, "app", "node_modules"), join(app, "node_modules"));
  for (const each of ["tsconfig.json", "app/tsconfig.json", "app/package.json"])
    cpSync(join(root, each), join(folder, each));
  for (const [file, sql] of Object.entries(migrations))
    writeFileSync(join(app, "migrations", file), `-- Up Migration\n\n${sql}\n`);
  for (const [file, change] of Object.entries(edit)) {
    const path = join(app, "src", file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    writeFileSync(path, after);
  }
  return {
    program: join(app, "src", "main.ts"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
