/** The result of a preview of a stack: the content of `out/STACK/preview.json`. */
import { readFileSync } from "node:fs";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";

const propertyChange = z.object({
  /** Path in the resource, as the engine writes it: `spec.template.spec.containers[0].image`. */
  path: z.string(),
  kind: z.enum(["add", "delete", "update"]),
  /** Whether this difference makes the engine replace the resource. */
  replaces: z.boolean(),
  /** The values before and after, as short text. Missing if there is no value or the value is secret. */
  before: z.string().optional(),
  after: z.string().optional(),
  /** One of the values is or contains a secret. Then both values are missing. */
  secret: z.boolean().optional(),
});

const change = z.object({
  op: z.enum(["create", "update", "replace", "delete", "forget", "import", "read"]),
  urn: z.string(),
  /** Such as `aws:rds/instance:Instance`. */
  type: z.string(),
  name: z.string(),
  /** Marked `protect`: the engine does not delete or replace it. */
  protected: z.boolean(),
  /** For a replacement: the old one is deleted before the new one exists. */
  deletedFirst: z.boolean().optional(),
  /** For a deletion: it leaves the state only, and stays in the cloud. */
  retained: z.boolean().optional(),
  properties: z.array(propertyChange),
});

const policyResult = z.object({
  policy: z.string(),
  pack: z.string(),
  /** A violation of a mandatory policy stops the deployment. */
  level: z.enum(["mandatory", "advisory"]),
  severity: z.enum(["critical", "high", "medium", "low"]).optional(),
  message: z.string(),
  urn: z.string().optional(),
});

const diagnostic = z.object({
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  urn: z.string().optional(),
});

const preview = z.object({
  /** Version of the file format. */
  version: z.literal(1),
  stack: z.string(),
  /** ISO 8601, when the preview ended. */
  at: z.string(),
  /** How long the engine took. */
  seconds: z.number(),
  result: z.enum(["succeeded", "failed"]),
  /** Number of unchanged resources. */
  same: z.number(),
  /** The changes that the next `pulumi up` would make. */
  changes: z.array(change),
  /** Changes made outside Pulumi since the last `pulumi up`. "delete" means that the resource no longer exists. */
  drift: z.array(change),
  /** The steps of the releases that the update begins, one line each. Empty with rolling updates. */
  releases: z.array(z.string()),
  /** The policy packs that ran, with their versions by name. Empty if none ran. */
  policyPacks: z.record(z.string(), z.string()),
  policies: z.array(policyResult),
  diagnostics: z.array(diagnostic),
});

export type PropertyChange = z.infer<typeof propertyChange>;
export type Change = z.infer<typeof change>;
export type PolicyResult = z.infer<typeof policyResult>;
export type Diagnostic = z.infer<typeof diagnostic>;
export type Preview = z.infer<typeof preview>;

/**
 * Reads a preview that `npx --no groundwork preview` wrote.
 *
 * @throws Explained if the file is missing, is not a preview, or is the preview of another stack.
 */
export function readPreview(stack: string, file: string): Preview {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Explained(`There is no ${file}. It is written by: npx --no groundwork preview ${stack}`);
  }
  const parsed = preview.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new Explained(
      `${file} is not what \`npx --no groundwork preview\` writes:\n${z.prettifyError(parsed.error)}`,
    );
  }
  if (parsed.data.stack !== stack) {
    throw new Explained(`${file} is a preview of ${parsed.data.stack}, but was given for ${stack}.`);
  }
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
