import { readFileSync } from "node:fs";
import { Agent, type RequestOptions, request } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** The part of every Kubernetes object that this package reads. */
export interface KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
}

/** A response that is not a success. */
export class ApiError extends Error {
  constructor(
    what: string,
    readonly status: number,
    body: string,
  ) {
    super(`${what}: ${status} ${body.slice(0, 500)}`);
    this.name = "ApiError";
  }
}

/** Sends requests to an API server directly: kubectl is too slow for frequent requests. */
export class ApiServer {
  private readonly url: string;
  private readonly token: string;
  private readonly agent: Agent;

  /** @param kubeconfig path of a kubeconfig with a token, as `startControlPlane` writes it */
  constructor(kubeconfig: string) {
    const { clusters, users } = JSON.parse(readFileSync(kubeconfig, "utf8"));
    this.url = clusters[0].cluster.server;
    this.token = users[0].user.token;
    const ca = readFileSync(clusters[0].cluster["certificate-authority"]);
    this.agent = new Agent({ keepAlive: true, ca });
  }

  get<T>(path: string): Promise<T> {
    return this.send("GET", path);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.send("POST", path, body);
  }

  /** Merges lists by their keys, for example conditions by their type. */
  patch<T>(path: string, body: object, type = "application/strategic-merge-patch+json"): Promise<T> {
    return this.send("PATCH", path, body, type);
  }

  delete<T>(path: string, options: object = {}): Promise<T> {
    return this.send("DELETE", path, options);
  }

  /**
   * Calls `onChange` for each object that exists, and for each change until `signal` aborts. After an interruption it lists
   * again, and reports objects that have disappeared in between as deleted.
   */
  async watch<T extends KubernetesObject>(
    path: string,
    onChange: (object: T, deleted: boolean) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let known = new Map<string, T>();
    while (!signal.aborted) {
      try {
        const list = await this.get<{ metadata: { resourceVersion: string }; items: T[] }>(path);
        const found = new Map(list.items.map((item) => [keyOf(item), item]));
        for (const [key, item] of known) if (!found.has(key)) onChange(item, true);
        known = found;
        for (const item of list.items) onChange(item, false);
        await this.follow<T>(path, list.metadata.resourceVersion, signal, ({ type, object }) => {
          if (type === "DELETED") known.delete(keyOf(object));
          else known.set(keyOf(object), object);
          onChange(object, type === "DELETED");
        });
      } catch (error) {
        if (signal.aborted) return;
        if (!isInterruption(error)) throw error;
        await sleep(200);
      }
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async follow<T>(
    path: string,
    version: string,
    signal: AbortSignal,
    onEvent: (event: { type: string; object: T }) => void,
  ): Promise<void> {
    const query = `${path.includes("?") ? "&" : "?"}watch=1&resourceVersion=${version}`;
    const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      const call = request(`${this.url}${path}${query}`, { ...this.options(), signal }, resolve);
      call.once("error", reject);
      call.end();
    });
    if (response.statusCode !== 200) {
      response.resume();
      throw new ApiError(`watch ${path}`, response.statusCode ?? 0, "");
    }
    response.on("error", () => {});
    for await (const line of createInterface({ input: response })) {
      const event = JSON.parse(line);
      // The version is too old to continue from, for example.
      if (event.type === "ERROR") return;
      onEvent(event);
    }
  }

  private options(type?: string): RequestOptions {
    return {
      agent: this.agent,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(type === undefined ? {} : { "content-type": type }),
      },
    };
  }

  private send<T>(method: string, path: string, body?: object, type = "application/json"): Promise<T> {
    return new Promise((resolve, reject) => {
      const options = { ...this.options(body === undefined ? undefined : type), method };
      const text = body === undefined ? undefined : JSON.stringify(body);
      // Node.js gives a DELETE no Content-Length by itself, and the server would see no body.
      if (text !== undefined)
        Object.assign(options.headers ?? {}, { "content-length": Buffer.byteLength(text) });
      const call = request(`${this.url}${path}`, options, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const answer = Buffer.concat(chunks).toString();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(JSON.parse(answer));
        else reject(new ApiError(`${method} ${path}`, status, answer));
      });
      call.once("error", reject);
      call.end(text);
    });
  }
}

const keyOf = ({ metadata }: KubernetesObject) =>
  `${metadata.namespace ?? ""}/${metadata.name}/${metadata.uid ?? ""}`;

/** Connections end, and the API server asks to list again with 410. Other errors are defects. */
function isInterruption(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 410 || error.status >= 500 || error.status === 429;
  return error instanceof Error && "code" in error;
}
