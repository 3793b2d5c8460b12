import { createHash } from "node:crypto";
import { forgetEndedSessions, sessionEnd, sessionEnded } from "../curator/ended-sessions";
import type { Query } from "../database/node";
import {
  byId,
  byUploadKey,
  forgetUploadKeys,
  insert,
  insertOnce,
  keysWithRow,
  type NewPhoto,
  newest,
  newestBefore,
  remove,
} from "../photos/queries";

/** A statement of a version, with values for which it must succeed. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** As PostgreSQL reads them from text. */
  readonly values: readonly (string | number | readonly string[])[];
}

/** Nothing in the database has it. */
const id = "00000000-0000-7000-8000-000000000000";
const key = "groundwork-check-of-a-migration";
const photo: NewPhoto = {
  objectKey: "originals/00000000-0000-7000-8000-000000000000.jpg",
  contentType: "image/jpeg",
  title: "Check of a migration",
  bytes: 123_456,
  width: 640,
  height: 480,
  colour: "#446688",
};
/** Longer than any row exists: the statement finds nothing to delete. */
const manyHours = 1_000_000;

/** The statements of this version, with values that change nothing but their own rows. */
const queries: readonly Query[] = [
  newest(1),
  newestBefore(id, 1),
  byId(id),
  insert(photo),
  insertOnce(photo, { key, fingerprint: Buffer.from("00", "hex") }),
  byUploadKey(key),
  forgetUploadKeys(manyHours),
  remove(id),
  keysWithRow([photo.objectKey]),
  sessionEnd(key, new Date("2100-01-01T00:00:00Z")),
  sessionEnded(key),
  forgetEndedSessions,
];

/** The statements of this version. `tests/app/running-versions.test.ts` holds them together with those that the API sends. */
export const statements: readonly Statement[] = queries.map(({ name, text, values }) => ({
  name,
  text,
  values: values.map(toText),
}));

/** Identifies the statements: versions with the same ones are the same for a migration. */
export const digest = createHash("sha256").update(JSON.stringify(statements)).digest("hex");

/** JSON keeps it. https://www.postgresql.org/docs/18/datatype-binary.html */
function toText(value: unknown): Statement["values"][number] {
  if (Buffer.isBuffer(value)) return `\\x${value.toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  return value as Statement["values"][number];
}
