/** Simulates the part of GitHub's REST API that the commands use, with its rate limits and errors. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { routes } from "./routes";
import { Store } from "./store";

/** The response that replaces the normal one. */
interface Fault {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Applies only to requests whose `METHOD /path` contains this. Default: to all. */
  readonly on?: string;
  /** How often. Default: once. */
  readonly times?: number;
  /** Executes the request before it fails, like a gateway that times out. */
  readonly afterwards?: boolean;
}

/** A running server; `store` contains its data. */
export interface GitHubServer {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly store: Store;
  /** Every request so far, as `METHOD /path?query`. */
  readonly requests: string[];
  fail(fault: Fault): void;
  /**
   * Called after a request was executed and before its response is sent, so that a test can change the store in
   * between.
   */
  between: ((request: string) => void | Promise<void>) | undefined;
  /** All variables that a command needs to use this server with the token of a job. */
  env(token?: string): Record<string, string>;
  stop(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. */
export async function startGitHub(store = new Store()): Promise<GitHubServer> {
  const faults: { fault: Fault; left: number }[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: Error) =>
      send(response, 500, { message: String(error.stack) }),
    );
  });
  const address = await listen(server);
  const github: GitHubServer = {
    url: `http://127.0.0.1:${address.port}`,
    store,
    requests,
    between: undefined,
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    env: (token = "ghs_of-the-job") => ({
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: `${store.owner}/${store.repo}`,
      GITHUB_TOKEN: token,
    }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return github;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", github.url);
    const line = `${request.method} ${url.pathname}${url.search}`;
    requests.push(line);
    const fault = nextFault(line);
    const body = await bodyOf(request);
    if (fault && !fault.afterwards)
      return send(response, fault.status, { message: fault.message }, fault.headers);
    const token = request.headers.authorization?.replace(/^(token|bearer) /i, "") ?? "";
    const reply = routes({ store, token, method: request.method ?? "", url, body });
    await github.between?.(line);
    if (fault) return send(response, fault.status, { message: fault.message }, fault.headers);
    send(response, reply.status, reply.body, reply.headers);
  }

  function nextFault(line: string): Fault | undefined {
    const next = faults.find(({ fault, left }) => left > 0 && line.includes(fault.on ?? ""));
    if (next) next.left -= 1;
    return next?.fault;
  }
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address);
    });
  });
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : JSON.parse(text);
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}
