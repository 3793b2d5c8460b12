import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { MultipartFile, MultipartValue } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { Problem } from "../http/problems";
import { diskFull } from "./image-faults";
import { checkTitle, titleTooLong } from "./title";

/** A received form: the photo on disk, not yet checked, and its title. */
export interface Submission {
  readonly title: string;
  /** SHA-256 over title and photo: the same for the same submission. */
  readonly fingerprint: Buffer;
}

/**
 * Reads a multipart form with a field `title` and a file `photo`, in either order.
 * @param file where the photo is written
 * @throws Problem 400 or 413 with the error in the form, 503 if the disk is full
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
  const titles: string[] = [];
  const photo = createHash("sha256");
  let received = false;
  try {
    for await (const part of request.parts()) {
      if (part.type === "field") {
        if (part.fieldname === "title") titles.push(textOf(part));
        continue;
      }
      if (part.fieldname !== "photo" || received) throw badForm("Send exactly one file, in the field photo.");
      received = true;
      part.file.on("data", (chunk: Buffer) => {
        onBytes(chunk.length);
        photo.update(chunk);
      });
      await save(part, file, maxMiB);
    }
  } catch (error) {
    throw explain(error, maxMiB);
  }
  if (!received) throw badForm("There is no photo in the form.");
  if (titles.length > 1) throw badForm("Send exactly one title.");
  const title = checkTitle(titles[0]);
  const fingerprint = createHash("sha256").update(photo.digest()).update(title).digest();
  return { title, fingerprint };
}

async function save(part: MultipartFile, file: string, maxMiB: number): Promise<void> {
  await pipeline(part.file, createWriteStream(file, { mode: 0o600 }));
  if (part.file.truncated) throw tooLarge(maxMiB);
}

function textOf({ value, valueTruncated }: MultipartValue): string {
  // The parser truncates long values without an error.
  if (valueTruncated) throw titleTooLong;
  return typeof value === "string" ? value : "";
}

function explain(error: unknown, maxMiB: number): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (code === "FST_REQ_FILE_TOO_LARGE") return tooLarge(maxMiB);
  if (code.startsWith("FST_") && code.endsWith("_LIMIT")) return badForm("The form has too many parts.");
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(error);
  // Any other error of a system call is a failure of the server.
  if ("syscall" in error && code !== "ECONNRESET") return error;
  const isForm = /form|multipart|boundary|header|premature|aborted/i.test(error.message);
  return isForm ? badForm("The form ended early or is malformed.") : error;
}

const badForm = (detail: string) => new Problem(400, "invalid-form", "Invalid form", detail);

/** Returns the response to a photo over the limit. */
export const tooLarge = (maxMiB: number): Problem =>
  new Problem(413, "too-large", "Photo too large", `A photo may have at most ${maxMiB} MiB.`);
