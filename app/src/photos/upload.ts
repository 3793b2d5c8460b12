import type { FastifyRequest } from "fastify";
import type { PhotoConfig } from "../config";
import { isDuplicate, WriteOutcomeUnknown } from "../database/errors";
import type { Database } from "../database/router";
import { Problem } from "../http/problems";
import type { Metrics } from "../metrics";
import { newKey } from "../storage/keys";
import type { ObjectStore } from "../storage/store";
import type { SpanRelay } from "../telemetry/relay";
import { inSpan } from "../telemetry/span";
import { receive, type Submission, tooLarge } from "./form";
import { cleanPhoto } from "./image";
import { pictureBudgetMiB } from "./limits";
import { MemoryBudget } from "./memory-budget";
import {
  byUploadKey,
  insert,
  insertOnce,
  type NewPhoto,
  type PhotoRow,
  type RememberedUpload,
  type UploadKey,
} from "./queries";
import type { Spool } from "./spool";

/** What an upload needs. */
export interface UploadDependencies {
  readonly config: PhotoConfig;
  readonly database: Database;
  readonly store: ObjectStore;
  readonly metrics: Metrics;
  readonly spool: Spool;
  /** Sends the spans of the thumbnail. Undefined: there are none. */
  readonly relay: Pick<SpanRelay, "expect"> | undefined;
}

/** The result of an upload. The position is unknown if an earlier request wrote the row. */
export interface Uploaded {
  readonly row: PhotoRow;
  readonly position?: bigint;
}

/** Name of the header with which a client can retry an upload safely. */
export const idempotencyHeader = "idempotency-key";

const formOverheadBytes = 64 * 1024;

/** Stores uploaded photos, and limits the number of concurrent uploads. */
export class Uploads {
  private inProgress = 0;
  private readonly budget: MemoryBudget;

  constructor(private readonly dependencies: UploadDependencies) {
    this.budget = new MemoryBudget(pictureBudgetMiB(dependencies.config.MAX_PIXELS));
  }

  /** Rejects an upload that is too large, or exceeds the limit of concurrent uploads, before its body is read. */
  readonly admit = async (request: FastifyRequest): Promise<void> => {
    const { MAX_UPLOAD_MIB, MAX_CONCURRENT_UPLOADS } = this.dependencies.config;
    const length = Number(request.headers["content-length"] ?? 0);
    if (length > MAX_UPLOAD_MIB * 1024 * 1024 + formOverheadBytes) throw tooLarge(MAX_UPLOAD_MIB);
    if (this.inProgress >= MAX_CONCURRENT_UPLOADS) {
      throw new Problem(503, "busy", "Busy", "Too many photos are being uploaded. Try again shortly.", 2);
    }
  };

  /**
   * Receives, cleans, stores and records a photo. The row is written last, so a failure leaves at most an object without a row,
   * which the sweep removes. The object is not removed here, because after a lost connection its row may exist.
   */
  async take(request: FastifyRequest): Promise<Uploaded> {
    const { config, spool, metrics } = this.dependencies;
    this.inProgress += 1;
    try {
      return await spool.use(async (received, cleaned) => {
        const submission = await inSpan("receive photo", {}, () =>
          receive(request, received, config.MAX_UPLOAD_MIB, (count) => metrics.uploadBytes.inc(count)),
        );
        const key = uploadKey(request, submission);
        const earlier = key && (await this.earlier(key));
        if (earlier !== undefined) return { row: earlier };
        const photo = await inSpan("clean photo", {}, () =>
          cleanPhoto(received, cleaned, config.MAX_PIXELS, this.budget),
        );
        const objectKey = newKey(photo.contentType);
        await this.dependencies.store.put(objectKey, cleaned, photo.contentType, request.trace);
        this.dependencies.relay?.expect();
        return await this.record({ ...photo, objectKey, title: submission.title }, key);
      });
    } finally {
      this.inProgress -= 1;
    }
  }

  private async record(photo: NewPhoto, key: UploadKey | undefined): Promise<Uploaded> {
    const { database, store } = this.dependencies;
    try {
      const query = key === undefined ? insert(photo) : insertOnce(photo, key);
      const { rows, position } = await database.write<PhotoRow>(query);
      const [row] = rows;
      if (row === undefined) throw new Error("the insert returned no row");
      return { row, position };
    } catch (error) {
      if (error instanceof WriteOutcomeUnknown) throw outcomeUnknown(key !== undefined, error);
      if (key === undefined || !isDuplicate(error, "upload_keys_pkey")) throw error;
      // An earlier request with this key was in progress when this one began, and has been recorded meanwhile.
      await store.remove(photo.objectKey).catch(() => {});
      const row = await this.earlier(key);
      if (row === undefined) throw error;
      return { row };
    }
  }

  /**
   * Returns the photo of an earlier upload with this key.
   * @throws Problem if the key cannot be used again
   */
  private async earlier({ key, fingerprint }: UploadKey): Promise<PhotoRow | undefined> {
    const [known] = await this.dependencies.database.readPrimary<RememberedUpload>(byUploadKey(key));
    if (known === undefined) return undefined;
    if (!known.fingerprint.equals(fingerprint)) throw keyReused;
    if (known.id === null) throw photoDeleted;
    return known;
  }
}

function uploadKey({ headers }: FastifyRequest, { fingerprint }: Submission): UploadKey | undefined {
  const key = headers[idempotencyHeader];
  return typeof key === "string" ? { key, fingerprint } : undefined;
}

/** Returns the response for an unknown outcome. Without a key, a retry could store the photo twice. */
function outcomeUnknown(hasKey: boolean, cause: WriteOutcomeUnknown): Problem {
  const what =
    "The database did not confirm the photo. The photo may be stored already, or may be stored later.";
  const next = hasKey
    ? "Send the same upload again with the same Idempotency-Key: it is stored once."
    : "Look for it in the list before you send it again, or send uploads with an Idempotency-Key.";
  const retryAfter = hasKey ? cause.retryAfterSeconds : undefined;
  return new Problem(503, "outcome-unknown", "Outcome unknown", `${what} ${next}`, retryAfter, { cause });
}

const keyReused = new Problem(
  422,
  "idempotency-key-reused",
  "Idempotency-Key already used",
  "This Idempotency-Key was sent with another title or photo. Use a new key for each upload.",
);
const photoDeleted = new Problem(
  409,
  "photo-deleted",
  "Photo deleted",
  "The photo that was uploaded with this Idempotency-Key has been deleted. Use a new key to upload it again.",
);
