/** A local server that sends requests to one of several addresses, by their path. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** The address that gets the requests whose path begins with a prefix. */
export interface Target {
  readonly prefix: string;
  readonly origin: string;
}

/** Headers of one connection, and those that `fetch` has undone. */
const own = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
]);

/** Starts the server. The longest prefix of a path decides. A request to an address that does not respond is answered with 502. */
export async function startRouter(
  targets: readonly Target[],
): Promise<{ readonly origin: string; stop(): void }> {
  const byLength = [...targets].sort((one, other) => other.prefix.length - one.prefix.length);
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const target = byLength.find(({ prefix }) => path.startsWith(prefix));
    void pass(request, response, target && `${target.origin}${path}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  url: string | undefined,
): Promise<void> {
  try {
    if (url === undefined) throw new Error(`there is no address for ${request.url}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      own.has(name) || value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const answer = await fetch(url, {
      method: request.method ?? "GET",
      headers,
      redirect: "manual",
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    for (const [name, value] of answer.headers) if (!own.has(name)) response.setHeader(name, value);
    response.writeHead(answer.status).end(body);
  } catch (error) {
    response.writeHead(502).end(error instanceof Error ? error.message : String(error));
  }
}
