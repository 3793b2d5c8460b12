import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { FastifyRequest } from "fastify";
import { Problem } from "../http/problems";

/** A form that has arrived: the photo on disk, unchecked, and its title. */
export interface Submission {
  readonly file: string;
  readonly title: string;
}

const titleLength = 200;

/**
 * Runs `work` with a folder for temporary files, two names in it, and removes what was written however it ends.
 * A photo is kept on disk rather than in memory while it is on its way, so memory does not grow with its size.
 */
export async function withSpool<T>(
  directory: string,
  work: (received: string, cleaned: string) => Promise<T>,
): Promise<T> {
  const base = join(directory, `gallery-${randomUUID()}`);
  const files = [`${base}.received`, `${base}.cleaned`] as const;
  try {
    return await work(...files);
  } finally {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  }
}

/**
 * Reads a multipart form with a field `title` and a file `photo`, in either order.
 * @throws Problem 400 or 413 that says what is wrong with the form
 */
export async function receive(
  request: FastifyRequest,
  file: string,
  maxMiB: number,
  onBytes: (count: number) => void,
): Promise<Submission> {
  if (!request.isMultipart()) {
    throw new Problem(415, "unsupported-type", "Unsupported type", "Send the photo as multipart/form-data.");
  }
  let title: string | undefined;
  let received = false;
  try {
    for await (const part of request.parts()) {
      if (part.type === "field") {
        if (part.fieldname === "title" && typeof part.value === "string") title = part.value;
        continue;
      }
      if (part.fieldname !== "photo" || received) throw badForm("Send exactly one file, in the field photo.");
      received = true;
      part.file.on("data", (chunk: Buffer) => onBytes(chunk.length));
      await pipeline(part.file, createWriteStream(file, { mode: 0o600 }));
      if (part.file.truncated) throw tooLarge(maxMiB);
    }
  } catch (error) {
    throw explain(error, maxMiB);
  }
  if (!received) throw badForm("There is no photo in the form.");
  return { file, title: checkTitle(title) };
}

/** The title as it is kept: no control characters, no space around it. */
function checkTitle(given: string | undefined): string {
  // PostgreSQL cannot store NUL, and no control character has a place in one line of text.
  const title = (given ?? "")
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .trim();
  const length = [...title].length;
  if (length === 0) throw new Problem(400, "no-title", "Title missing", "Give the photo a title.");
  if (length > titleLength) {
    throw new Problem(
      400,
      "title-too-long",
      "Title too long",
      `A title has at most ${titleLength} characters.`,
    );
  }
  return title;
}

function explain(error: unknown, maxMiB: number): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (code === "FST_REQ_FILE_TOO_LARGE") return tooLarge(maxMiB);
  if (code.startsWith("FST_") && code.endsWith("_LIMIT")) return badForm("The form has too many parts.");
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Problem(503, "unavailable", "Service unavailable", "No space for uploads right now.", 10);
  }
  const isForm = /form|multipart|boundary|header|premature|aborted/i.test(error.message);
  return isForm ? badForm("The form ended early or is malformed.") : error;
}

const badForm = (detail: string) => new Problem(400, "invalid-form", "Invalid form", detail);

/** The answer to a photo over the limit. */
export const tooLarge = (maxMiB: number): Problem =>
  new Problem(413, "too-large", "Photo too large", `A photo may have at most ${maxMiB} MiB.`);
