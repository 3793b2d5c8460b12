/** The `pulumi` that a shell would start. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where PATH leads for a program's name; undefined when it leads nowhere. */
export function whereIs(program: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
