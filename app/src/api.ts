import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { ApiConfig } from "./config";
import { EndedSessions } from "./curator/ended-sessions";
import { addCurator } from "./curator/routes";
import { Curator, deriveKey } from "./curator/session";
import { PositionTokens } from "./database/position";
import { Database } from "./database/router";
import { addDocumentation } from "./http/documentation";
import type { Metrics } from "./metrics";
import { addPhotos } from "./photos/routes";
import { Spool } from "./photos/spool";
import { sweep, sweepRegularly } from "./photos/sweep";
import { DiskStore } from "./storage/disk";
import { measured } from "./storage/measured";
import { S3Store } from "./storage/s3";
import type { ObjectStore } from "./storage/store";
import { traced } from "./storage/traced";
import { SpanRelay } from "./telemetry/relay";
import { tracesUrl } from "./telemetry/settings";
import { inFirstSpan } from "./telemetry/span";
import { SpanStore } from "./telemetry/span-store";
import { LocalThumbnailer } from "./thumbnails/local";
import { recordRegularly } from "./versions/record";

/** The parts of the API besides the server: the database, the photo store and the background tasks. */
export class Api {
  readonly database: Database;
  readonly store: ObjectStore;
  private readonly thumbnailer: LocalThumbnailer;
  private readonly relay: SpanRelay | undefined;
  private stopSweeping = () => {};
  private stopRecording = () => {};

  private constructor(
    private readonly config: ApiConfig,
    private readonly metrics: Metrics,
    private readonly log: FastifyBaseLogger,
    private readonly spool: Spool,
  ) {
    this.database = new Database(config, metrics.database, log);
    this.thumbnailer = new LocalThumbnailer(() => this.store, spool, metrics, log);
    this.store = measured(traced(this.openStore()), metrics.storeDuration);
    this.relay = this.openRelay();
  }

  static async create(config: ApiConfig, metrics: Metrics, log: FastifyBaseLogger): Promise<Api> {
    return new Api(config, metrics, log, await Spool.open(config.SPOOL_DIRECTORY));
  }

  async start(): Promise<void> {
    await this.database.start();
    if (this.config.PHOTOS_DIRECTORY !== undefined) await this.thumbnailer.catchUp();
    const run = () =>
      inFirstSpan("sweep", {}, undefined, () => sweep(this.config, this.database, this.store, this.metrics));
    this.stopSweeping = sweepRegularly(this.config, run, this.log);
    this.stopRecording = recordRegularly(this.config.VERSION, this.database, this.log);
  }

  /** Adds the API's routes to a server. */
  async addTo(server: FastifyInstance): Promise<void> {
    const { config, database, store, metrics, spool, relay } = this;
    await addDocumentation(server, config.VERSION);
    await server.register(cookie);
    await server.register(multipart, {
      limits: {
        fileSize: config.MAX_UPLOAD_MIB * 1024 * 1024,
        files: 1,
        fields: 4,
        parts: 5,
        fieldNameSize: 100,
        fieldSize: 4096,
        headerPairs: 16,
      },
    });
    const curator = new Curator(config.CURATOR_TOKEN);
    const guard = addCurator(server, curator, new EndedSessions(database), config.ATTEMPTS_PER_MINUTE);
    const positions = new PositionTokens(deriveKey(config.CURATOR_TOKEN, "position"));
    addPhotos(server, { config, database, store, metrics, spool, relay, positions, guard });
  }

  async close(): Promise<void> {
    this.stopSweeping();
    this.stopRecording();
    this.relay?.stop();
    await this.thumbnailer.stop();
    await this.database.close();
    this.store.close();
    await this.spool.close();
  }

  private openStore(): ObjectStore {
    const { PHOTOS_BUCKET, PHOTOS_DIRECTORY, AWS_ENDPOINT_URL } = this.config;
    if (PHOTOS_DIRECTORY !== undefined) {
      const disk = new DiskStore(PHOTOS_DIRECTORY, (key) => this.thumbnailer.enqueue(key));
      disk.removeLeftovers().catch((error: unknown) => this.log.warn({ reason: String(error) }, "leftovers"));
      return disk;
    }
    return new S3Store(PHOTOS_BUCKET ?? "", AWS_ENDPOINT_URL);
  }

  private openRelay(): SpanRelay | undefined {
    const { PHOTOS_BUCKET, AWS_ENDPOINT_URL } = this.config;
    const url = tracesUrl(this.config);
    if (PHOTOS_BUCKET === undefined || url === undefined) return undefined;
    return new SpanRelay(new SpanStore(PHOTOS_BUCKET, AWS_ENDPOINT_URL), url, this.log);
  }
}
