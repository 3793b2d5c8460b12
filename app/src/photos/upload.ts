import type { FastifyRequest } from "fastify";
import type { PhotoConfig } from "../config";
import type { Database } from "../database/router";
import { Problem } from "../http/problems";
import type { Metrics } from "../metrics";
import { newKey } from "../storage/keys";
import type { ObjectStore } from "../storage/store";
import { cleanPhoto } from "./image";
import { insert, type PhotoRow } from "./queries";
import { receive, tooLarge, withSpool } from "./spool";

/** What an upload needs. */
export interface UploadDependencies {
  readonly config: PhotoConfig;
  readonly database: Database;
  readonly store: ObjectStore;
  readonly metrics: Metrics;
}

const formOverheadBytes = 64 * 1024;

/** Takes photos in, as many at once as the configuration allows. */
export class Uploads {
  private underWay = 0;

  constructor(private readonly dependencies: UploadDependencies) {}

  /** Refuses by its headers alone what cannot succeed, before any of the body is read. */
  readonly admit = async (request: FastifyRequest): Promise<void> => {
    const { MAX_UPLOAD_MIB, MAX_CONCURRENT_UPLOADS } = this.dependencies.config;
    const length = Number(request.headers["content-length"] ?? 0);
    if (length > MAX_UPLOAD_MIB * 1024 * 1024 + formOverheadBytes) throw tooLarge(MAX_UPLOAD_MIB);
    if (this.underWay >= MAX_CONCURRENT_UPLOADS) {
      throw new Problem(503, "busy", "Busy", "Too many photos are arriving at once. Try again shortly.", 2);
    }
  };

  /**
   * Receives, cleans and stores one photo, and records it. The row is written last: whatever goes wrong before
   * leaves at most an object without a row, which the sweep removes. It is not removed here, because after a
   * lost connection the row may exist after all.
   */
  async take(request: FastifyRequest): Promise<{ row: PhotoRow; position: bigint }> {
    const { config, database, store, metrics } = this.dependencies;
    this.underWay += 1;
    try {
      return await withSpool(config.SPOOL_DIRECTORY, async (received, cleaned) => {
        const { title } = await receive(request, received, config.MAX_UPLOAD_MIB, (count) =>
          metrics.uploadBytes.inc(count),
        );
        const photo = await cleanPhoto(received, cleaned, config.MAX_PIXELS);
        const objectKey = newKey(photo.contentType);
        await store.put(objectKey, cleaned, photo.contentType, request.trace);
        const { rows, position } = await database.write<PhotoRow>(insert({ ...photo, objectKey, title }));
        const [row] = rows;
        if (row === undefined) throw new Error("the insert returned no row");
        return { row, position };
      });
    } finally {
      this.underWay -= 1;
    }
  }
}
