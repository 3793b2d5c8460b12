import { createServer, type RequestListener } from "node:http";
import { reachInstaller } from "../../engine/installer";

/** A local server for the duration of a test. */
async function serving<T>(answer: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  try {
    return await use(`http://127.0.0.1:${port}/install.sh`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("an installer that responds counts as reachable", async () => {
  const methods: (string | undefined)[] = [];
  await serving(
    (request, response) => {
      methods.push(request.method);
      response.end();
    },
    (url) => reachInstaller(undefined, { url }),
  );
  expect(methods).toEqual(["HEAD"]);
});

test("an installer that does not respond is abandoned after our time limit, not the network's", async () => {
  await serving(
    () => {},
    (url) =>
      expect(reachInstaller(undefined, { url, limit: 300 })).rejects.toThrow(
        `${url} did not answer within 0.3 s`,
      ),
  );
});

test("a missing or failing installer is abandoned immediately", async () => {
  const url = await serving(
    (_, response) => void response.writeHead(503).end(),
    async (well) => {
      await expect(reachInstaller(undefined, { url: well })).rejects.toThrow(`${well} answered 503`);
      return well;
    },
  );
  await expect(reachInstaller(undefined, { url })).rejects.toThrow(
    `${url} cannot be reached: connect ECONNREFUSED`,
  );
});

test("an abort ends the wait with the reason of the abort", async () => {
  const controller = new AbortController();
  await serving(
    () => controller.abort(new Error("enough")),
    (url) => expect(reachInstaller(controller.signal, { url })).rejects.toThrow("enough"),
  );
});
