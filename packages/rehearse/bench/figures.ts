import { join } from "node:path";
import { run } from "../engine/child";

/** Milliseconds after which a measurement counts as stuck. */
const LIMIT = 30 * 60_000;

/** Runs one of the scripts in this folder in a separate process, and returns its figures. */
export async function measure<Figures>(script: string, ...args: string[]): Promise<Figures> {
  const tsx = require.resolve("tsx/cli");
  const file = join(__dirname, `${script}.ts`);
  return JSON.parse(await run(process.execPath, [tsx, file, ...args], { limit: LIMIT }));
}

/** Prints a figure, with its target if it has one. */
export function row(name: string, value: number, unit: string, target?: number): void {
  const verdict =
    target === undefined ? "" : `  target ≤ ${target}  ${value <= target ? "reached" : "MISSED"}`;
  const digits = value >= 100 || Number.isInteger(value) ? 0 : 2;
  console.log(`  ${name.padEnd(44)} ${value.toFixed(digits).padStart(8)} ${unit.padEnd(5)}${verdict}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
