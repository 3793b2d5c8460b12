import {
  type Gallery,
  type Launcher,
  runMigrations,
  startGallery,
  temporaryDirectory,
} from "../../scripts/gallery/gallery";
import { type PostgresCluster, startPostgres } from "../../scripts/gallery/postgres";
import { GalleryClient } from "./client";

/** Settings under which a load from one address is not taken for an attack. */
export const forLoad = { RATE_LIMIT_PER_MINUTE: "1000000", MAX_CONCURRENT_UPLOADS: "50", LOG_LEVEL: "info" };

/** A test file's own database, and the galleries it starts on it; all of it ends with the file. */
export class Stage {
  private readonly started: Gallery[] = [];
  readonly photos = temporaryDirectory();

  private constructor(readonly postgres: PostgresCluster) {}

  static async open(replicas = 2): Promise<Stage> {
    const postgres = await startPostgres({ replicas });
    await runMigrations(postgres.environment);
    return new Stage(postgres);
  }

  /** Starts one more gallery on the same database and photos. */
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
