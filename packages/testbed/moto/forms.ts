/** What moto answers when one resource of each type is created: ids, ARNs and addresses. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { runShort } from "@groundwork/rehearse/engine/child";
import { findMoto } from "./install";

/** By type of Pulumi, then by property. */
export interface MotoForms {
  readonly found: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What moto cannot create in the region, with its error. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Time limit in milliseconds. It takes 5 s; a busy machine takes minutes to load 60 MB of service descriptions. */
const LIMIT = 300_000;

/**
 * Creates one resource of each type in moto, in a region.
 * @throws Error with the last lines of the program
 */
export function motoForms(region: string): MotoForms {
  return JSON.parse(run([join(__dirname, "forms.py"), region]));
}

/** The file of AWS's partitions in botocore, which moto uses. */
export function botocorePartitions(): string {
  const print =
    "import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), 'data', 'partitions.json'))";
  return run(["-c", print]).trim();
}

/** What a model of AWS's API says about one text. */
export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

/**
 * The texts in the input of operations of AWS's API, by `service:Operation` and by name, as botocore's models describe them.
 *
 * @param operations such as `iam:CreateRole`
 */
export function apiTexts(
  operations: readonly string[],
): Readonly<Record<string, Readonly<Record<string, TextLimits>>>> {
  return JSON.parse(run([join(__dirname, "models.py"), ...operations]));
}

/** The last line that Python prints. */
function run(args: readonly string[]): string {
  const beside = join(dirname(findMoto()), "python3");
  const python = existsSync(beside) ? beside : "python3";
  const { status, stdout, stderr } = runShort(python, args, { limit: LIMIT });
  if (status !== 0)
    throw new Error(
      `${python} ${args.join(" ")} failed; it needs moto (pip install 'moto[server]>=5.1,<6'): ` +
        stderr.trim().split("\n").slice(-3).join(" | "),
    );
  return stdout.trim().split("\n").at(-1) ?? "";
}
