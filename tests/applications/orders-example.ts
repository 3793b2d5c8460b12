/** The change of examples/orders, made in a copy of the platform as its README describes. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectName } from "@groundwork/rehearse/project/files";
import { repository } from "../project/test-project";

const example = join(repository, "examples", "orders");
const linesIn = (text: string) => text.trimEnd().split("\n");

/** The size of the change. */
export interface Change {
  /** Paths of the new files. */
  readonly added: readonly string[];
  /** Paths of the other files, which exist. */
  readonly changed: readonly string[];
  /** Lines of the new files, and new lines of the others. */
  readonly lines: number;
}

/**
 * Adds the application to a copy.
 *
 * @param stacks the stacks that get the image of their first deployment
 */
export function addOrders(folder: string, stacks: readonly string[]): Change {
  const added = {
    "applications/orders.ts": readFileSync(join(example, "orders.ts"), "utf8").replace(
      "../../applications/spec",
      "./spec",
    ),
    "orders/Dockerfile": readFileSync(join(example, "Dockerfile"), "utf8"),
  };
  mkdirSync(join(folder, "orders"));
  for (const [path, text] of Object.entries(added)) writeFileSync(join(folder, path), text);
  const image = "444455556666.dkr.ecr.us-east-1.amazonaws.com/acme/gallery:0.1.0-orders";
  const edits: Record<string, (text: string) => string> = {
    "applications/list.ts": (text) =>
      text
        .replace("import type", 'import { orders } from "./orders";\nimport type')
        .replace("ApplicationSpec[] = []", "ApplicationSpec[] = [orders]"),
  };
  for (const stack of stacks)
    edits[`Pulumi.${stack}.yaml`] = (text) =>
      `${text.trimEnd()}\n  ${projectName(folder)}:applicationImages:\n    orders: ${image}\n`;
  let lines = Object.values(added).reduce((sum, text) => sum + linesIn(text).length, 0);
  for (const [path, edit] of Object.entries(edits)) lines += change(join(folder, path), edit);
  return { added: Object.keys(added), changed: Object.keys(edits), lines };
}

/** Edits a file. Returns the number of new lines. @throws Error if the edit changes nothing */
function change(file: string, edit: (text: string) => string): number {
  const before = readFileSync(file, "utf8");
  const after = edit(before);
  if (after === before) throw new Error(`the edit of ${file} changes nothing`);
  writeFileSync(file, after);
  const known = new Set(linesIn(before));
  return linesIn(after).filter((line) => !known.has(line)).length;
}
