import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import {
  type Gallery,
  type Launcher,
  runMigrations,
  startGallery,
  temporaryDirectory,
} from "../../app/local/gallery";
import { GalleryClient } from "./client";

/** Settings under which load from one address is not throttled. */
export const forLoad = { RATE_LIMIT_PER_MINUTE: "1000000", MAX_CONCURRENT_UPLOADS: "50", LOG_LEVEL: "info" };

/** The database of one test file and the galleries on it; everything stops with the file. */
export class Stage {
  private readonly started: Gallery[] = [];
  readonly photos = temporaryDirectory();

  private constructor(readonly postgres: PostgresCluster) {}

  static async open(replicas = 2): Promise<Stage> {
    const postgres = await startPostgres({ replicas });
    await runMigrations(postgres.environment);
    return new Stage(postgres);
  }

  /** Starts another gallery on the same database and photos. */
  async gallery(
    env: Record<string, string> = {},
    role: "all" | "api" = "all",
    launcher?: Launcher,
  ): Promise<Gallery & { client: GalleryClient }> {
    const place = env.PHOTOS_BUCKET === undefined ? { PHOTOS_DIRECTORY: this.photos.path } : {};
    const gallery = await startGallery({ ...this.postgres.environment, ...place, ...env }, role, launcher);
    this.started.push(gallery);
    return Object.assign(gallery, { client: new GalleryClient(gallery) });
  }

  async close(): Promise<void> {
    await Promise.all(this.started.map((gallery) => gallery.stop("SIGKILL")));
    await this.postgres.stop();
    this.photos.remove();
  }
}
