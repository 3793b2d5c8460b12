import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { type Photo, SmokeClient, Unexpected } from "./client";
import { type LatencyObjective, percentile } from "./latency";

/** A gallery to test, and its expected properties. */
export interface SmokeTarget {
  /** Its origin, without a slash at the end. */
  readonly url: string;
  /** The curator's token; it is never printed. */
  readonly token: string;
  /** Whether the gallery reads from replicas. */
  readonly replicas: boolean;
  readonly objective: LatencyObjective;
}

export interface SmokeOptions {
  /** How long to wait for DNS and the load balancer, for replication and for the thumbnail, in seconds each. Default: 180. */
  readonly timeoutSeconds?: number;
  /** Number of requests for the latency measurement. Default: 100. */
  readonly samples?: number;
  /** Called after each check that passed. */
  readonly onCheck?: (check: Check) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A check that has passed. */
export interface Check {
  readonly name: string;
  readonly seconds: number;
  /** The observed result. */
  readonly saw: string;
}

/** A check that failed, and the observed result. */
class SmokeFailed extends Explained {
  override readonly name = "SmokeFailed";
  constructor(
    readonly check: string,
    readonly saw: string,
    url: string,
  ) {
    super(`The smoke test of ${url} failed at: ${check}\n  seen: ${saw}`);
  }
}

/** The names of the checks, in their order. */
export const checkNames = {
  health: "it is up and ready, and the page is there",
  upload: "a photo is uploaded",
  replica: "a replica lists the photo",
  primary: "the photo is listed",
  thumbnail: "its thumbnail is made",
  latency: "the list is answered within the latency objective",
  removal: "the photo is deleted, and gone",
} as const;

/** Title prefix of the photos of smoke tests. */
export const titlePrefix = "Smoke test ";
/** Photos of smoke tests that are older than any run belong to killed runs. */
const leftoverMinutes = 30;

/**
 * Tests a gallery as a user would use it, and deletes the uploaded photo, even if a check fails.
 *
 * @throws SmokeFailed at the first check that fails
 */
export async function smoke(target: SmokeTarget, options: SmokeOptions = {}): Promise<readonly Check[]> {
  const { timeoutSeconds = 180, samples = 100, onCheck, signal } = options;
  const { url, replicas, objective } = target;
  const client = new SmokeClient(url, target.token, signal);
  const checks: Check[] = [];
  const check = async <T>(
    name: string,
    work: () => Promise<readonly [saw: string, result: T]>,
  ): Promise<T> => {
    const start = performance.now();
    try {
      const [saw, result] = await work();
      const passed = { name, seconds: (performance.now() - start) / 1000, saw };
      checks.push(passed);
      onCheck?.(passed);
      return result;
    } catch (error) {
      throw error instanceof Unexpected ? new SmokeFailed(name, error.message, url) : error;
    }
  };
  const retry = <T>(ask: () => Promise<T>) => until(timeoutSeconds, ask, signal);

  await check(checkNames.health, async () => [await retry(() => healthy(client)), undefined]);
  const title = `${titlePrefix}${randomUUID()}`;
  let removed = false;
  try {
    const photo = await check(checkNames.upload, async () => {
      const uploaded = await client.upload(title);
      return [uploaded.id, uploaded];
    });
    await check(replicas ? checkNames.replica : checkNames.primary, async () => [
      `by ${await retry(() => listed(client, photo, replicas))}`,
      undefined,
    ]);
    await check(checkNames.thumbnail, async () => [await retry(() => thumbnail(client, photo)), undefined]);
    await check(checkNames.latency, async () => [await latency(client, objective, samples), undefined]);
    await check(checkNames.removal, async () => {
      const position = await client.remove(photo.id);
      removed = true;
      const headers = position === undefined ? undefined : { "gallery-position": position };
      await client.send(`/api/photos/${photo.id}`, [404], headers ? { headers } : {});
      return ["404 afterwards", undefined];
    });
  } finally {
    // Without the caller's signal, so that an interrupted run deletes the uploaded photo.
    await tidyUp(new SmokeClient(url, target.token), removed ? undefined : title);
  }
  return checks;
}

async function healthy(client: SmokeClient): Promise<string> {
  await client.send("/healthz", [200]);
  await client.send("/readyz", [200]);
  const page = await (await client.send("/", [200])).text();
  if (!/<title>/i.test(page)) throw new Unexpected(`GET /: no page, but ${page.slice(0, 100)}`);
  const { photos } = await client.list(1);
  return `alive, ready, page, list (${photos.length === 0 ? "empty" : "not empty"})`;
}

/** Returns the node that listed the photo. */
async function listed(client: SmokeClient, { id }: Photo, replicas: boolean): Promise<string> {
  const { photos, node } = await client.list();
  const where = node === "" ? "a node that is not named (no header gallery-node)" : node;
  if (replicas && !node.startsWith("replica-")) throw new Unexpected(`the list came from ${where}`);
  if (photos.some((photo) => photo.id === id)) return where;
  throw new Unexpected(`the list from ${where} does not have the photo ${id}`);
}

async function thumbnail(client: SmokeClient, photo: Photo): Promise<string> {
  const response = await client.send(photo.thumbnail, [200]);
  const type = response.headers.get("content-type") ?? "nothing";
  const { byteLength } = await response.arrayBuffer();
  if (type.startsWith("image/") && byteLength > 0) return `${type}, ${byteLength} bytes`;
  throw new Unexpected(`GET ${photo.thumbnail}: ${byteLength} bytes of ${type} instead of an image`);
}

/** Measures from the client, with network latency: stricter than the objective, which is measured at the gallery. */
async function latency(client: SmokeClient, objective: LatencyObjective, samples: number): Promise<string> {
  const milliseconds: number[] = [];
  for (let request = -5; request < samples; request += 1) {
    const start = performance.now();
    await client.list(24);
    // The first few open connections.
    if (request >= 0) milliseconds.push(performance.now() - start);
  }
  const [middle, most] = [50, objective.percent].map((percent) => percentile(milliseconds, percent));
  const saw =
    `${objective.percent} % of ${samples} within ${most?.toFixed(0)} ms, half within ${middle?.toFixed(0)} ms; ` +
    `the objective is ${objective.milliseconds} ms`;
  if ((most ?? 0) <= objective.milliseconds) return saw;
  throw new Unexpected(saw);
}

/** Deletes the photo of this run, whose upload may have succeeded without a response, and those of killed runs. */
export async function tidyUp(client: SmokeClient, title: string | undefined): Promise<void> {
  const ours = ({ title: its, createdAt }: Photo) =>
    its === title ||
    (its.startsWith(titlePrefix) && Date.now() - Date.parse(createdAt) > leftoverMinutes * 60_000);
  try {
    for (const { id } of (await client.list()).photos.filter(ours)) await client.remove(id);
  } catch {
    // The failed check is more informative. The next run deletes the remaining photos.
  }
}

/** Repeats a request until it succeeds. @throws the error of the last attempt, with the elapsed time */
async function until<T>(seconds: number, ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      if (performance.now() > deadline)
        throw new Unexpected(`${error.message} (still so after ${seconds} s)`);
      await wait(500, undefined, signal ? { signal } : {});
    }
  }
}
