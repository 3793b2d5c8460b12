/** What the simulated cluster does with a Deployment: it runs the real gallery. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cloud, type Operation, Refusal } from "@groundwork/rehearse/cloud/cloud";
import { valueAt, valuesAt } from "@groundwork/rehearse/cloud/paths";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import { type Gallery, runMigrations, startGallery } from "../../../app/local/gallery";
import { faultOf, nameOfVersion } from "./versions";

const deployment = "kubernetes:apps/v1:Deployment";
const job = "kubernetes:batch/v1:Job";
/** Time limit until a pod is ready; ten minutes in a real cluster. */
const readySeconds = 5;

/** One environment's cluster and database. */
export class RealGallery {
  /** Versions in the order in which they began to serve. */
  readonly rollouts: string[] = [];
  private running: { readonly image: string; readonly gallery: Gallery } | undefined;
  private readonly photos = mkdtempSync(join(tmpdir(), "delivery-photos-"));

  private constructor(
    private readonly cloud: Cloud,
    private readonly stack: string,
    readonly postgres: PostgresCluster,
  ) {}

  /** Connects a gallery to a cloud: from now on, its Deployments and Jobs run. */
  static async attach(cloud: Cloud, stack: string): Promise<RealGallery> {
    const cluster = new RealGallery(cloud, stack, await startPostgres({ replicas: 1 }));
    cloud.after = (operation) => cluster.react(operation);
    return cluster;
  }

  /** The address behind the load balancer. */
  get url(): string {
    if (!this.running) throw new Error("nothing runs");
    return this.running.gallery.url;
  }

  /** The version that the gallery reports. */
  async version(): Promise<string | undefined> {
    const metrics = await (await fetch(this.running?.gallery.metricsUrl ?? "")).text();
    return /gallery_build_info\{version="([^"]*)"/.exec(metrics)?.[1];
  }

  async close(): Promise<void> {
    await this.running?.gallery.stop("SIGKILL");
    await this.postgres.stop();
    rmSync(this.photos, { recursive: true, force: true });
  }

  private async react({ kind, type, name }: Operation): Promise<void> {
    if (kind === "create" && type === job) await this.migrate(name);
    if (kind !== "delete" && kind !== "read" && type === deployment && name.endsWith("-api"))
      await this.rollOut();
  }

  private async migrate(name: string): Promise<void> {
    const created = this.cloud.list(job).find((each) => each.name === name);
    const [image] = valuesAt(created?.inputs ?? {}, "spec.template.spec.containers[].image");
    const broken = faultOf(String(image), this.stack) === "migration fails";
    const env = { ...this.postgres.environment, ...(broken ? { DATABASE_NAME: "nowhere" } : {}) };
    try {
      await runMigrations(env);
    } catch {
      // The engine does not see it, as with every failed creation.
      if (created) this.cloud.tamper(job, created.id, "delete");
      throw new Refusal("Job has reached the specified backoff limit");
    }
  }

  private async rollOut(): Promise<void> {
    const pod = this.cloud.find(deployment, "gallery/api")?.inputs ?? {};
    const image = String(valuesAt(pod, "spec.template.spec.containers[].image")[0]);
    if (this.running?.image === image) return;
    const gallery = await startGallery(this.environment(image, pod));
    if (!(await isReady(gallery))) {
      await gallery.stop("SIGKILL");
      throw new Refusal("the Deployment's pods are not ready: Readiness probe failed: 503");
    }
    const old = this.running;
    this.running = { image, gallery };
    this.rollouts.push(nameOfVersion(image));
    await old?.gallery.stop();
  }

  private environment(image: string, pod: Readonly<Record<string, unknown>>): Record<string, string> {
    // Read from the deployed objects, so a token that is not passed on is detected.
    const [secret] = [
      "spec.template.spec.volumes[].secret.secretName",
      "spec.template.spec.containers[].envFrom[].secretRef.name",
    ]
      .flatMap((path) => valuesAt(pod, path))
      .filter((name) => name !== undefined);
    const found = this.cloud.find("kubernetes:core/v1:Secret", `gallery/${secret}`);
    const token = valueAt(found?.inputs ?? {}, "stringData.CURATOR_TOKEN");
    const env = {
      ...this.postgres.environment,
      VERSION: nameOfVersion(image),
      CURATOR_TOKEN: String(token),
      PHOTOS_DIRECTORY: this.photos,
    };
    switch (faultOf(image, this.stack)) {
      case "no writes":
        return { ...env, DATABASE_PRIMARY_HOST: "127.0.0.1:9" };
      case "never ready":
        return { ...env, DATABASE_PRIMARY_HOST: "127.0.0.1:9", DATABASE_REPLICA_HOSTS: "" };
      case "no thumbnails":
        return { ...env, PHOTOS_DIRECTORY: withoutThumbnails(join(this.photos, nameOfVersion(image))) };
      default:
        return env;
    }
  }
}

/** A folder in which no thumbnail can be written: a file is in the place of their folder. */
function withoutThumbnails(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "thumbnails"), "");
  return folder;
}

async function isReady(gallery: Gallery): Promise<boolean> {
  for (const deadline = Date.now() + readySeconds * 1000; Date.now() < deadline; ) {
    if ((await fetch(`${gallery.url}/readyz`)).ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
