/** adoption.yaml: the answers of an adopter, and the settings that the platform had when they were last looked at. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Document, isMap, parse, parseDocument } from "yaml";
import { z } from "zod";
import { readIfExists } from "./apply";
import type { Answers } from "./config";

export const RECORD = "adoption.yaml";

const texts = z.array(z.string());
const network = z.object({
  vpcId: z.string(),
  subnetIds: z.object({ public: texts, private: texts, isolated: texts }),
});

/** The answers that are in no other file: environments.yaml has the environments. */
const answersSchema = z.object({
  project: z.string(),
  repository: z.string(),
  account: z.string(),
  region: z.string(),
  zones: texts,
  administrators: texts,
  gallery: z.enum(["on", "off"]),
  monitoring: z.enum(["on", "off"]),
  domain: z.string(),
  hostedZone: z.string(),
  alertEmails: texts,
  apiAccess: texts,
  connection: z.string(),
  networks: z.record(z.string(), network),
});

const recordSchema = z.object({
  platform: z.object({
    version: z.string(),
    /** The commit that was adopted. Empty: not in a git repository. */
    commit: z.string(),
  }),
  answers: answersSchema,
  /** The declared settings with their defaults, by key. */
  settings: z.record(z.string(), z.unknown()),
});

export type AdoptionRecord = z.output<typeof recordSchema>;

/** The record of a folder. Undefined: it was not adopted. @throws Explained if the record is not valid */
export function readRecord(folder: string): AdoptionRecord | undefined {
  const text = readIfExists(join(folder, RECORD));
  if (text === undefined) return undefined;
  const result = recordSchema.safeParse(contentOf(text));
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new Explained(
    `${RECORD} cannot be read:\n${issues.join("\n")}\n` +
      `Restore it with: git checkout -- ${RECORD}. Without it, adopt asks all questions again and replaces their values.`,
  );
}

function contentOf(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length === 0 ? document.toJS() : undefined;
}

const HEADER = ` Written by \`npx --no groundwork adopt\`, which changes what differs when it runs with other answers (docs/adopting.md).
 Merges of later versions keep this file. \`npx --no groundwork adopt --check\` compares the settings below with those of the
 version in this clone.`;

/** The text of a record. */
export function recordText(
  answers: Answers,
  platform: AdoptionRecord["platform"],
  settings: Readonly<Record<string, unknown>>,
): string {
  const { environments: _, ...recorded } = answers;
  const document = new Document({ platform, answers: answersSchema.parse(recorded), settings });
  document.commentBefore = HEADER;
  const settingsNode: unknown = document.get("settings");
  if (isMap(settingsNode)) settingsNode.commentBefore = " Settings with their defaults.";
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The settings that Pulumi.yaml declares, with their defaults. Keys of other namespaces are not included. */
export function declaredSettings(folder: string): Readonly<Record<string, unknown>> {
  const content: { config?: Record<string, unknown> } = parse(
    readFileSync(join(folder, "Pulumi.yaml"), "utf8"),
  );
  return Object.fromEntries(
    Object.entries(content.config ?? {}).flatMap(([key, declared]) =>
      key.includes(":") ? [] : [[key, Reflect.get(Object(declared), "default") ?? null] as const],
    ),
  );
}
