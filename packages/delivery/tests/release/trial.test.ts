import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseRollout } from "../../release/rollout";
import { startRouter } from "../../release/router";
import { createTrial, forwardTo } from "../../release/trial";
import { onTrial, rolloutObject } from "./objects";

const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), "groundwork-trial-"));
const { PATH = "" } = process.env;
beforeAll(() => {
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterAll(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
/** A server that answers with its name, the method, the path, a header and the body. */
const echo = (name: string) =>
  serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.setHeader("gallery-node", name);
    response.writeHead(request.method === "POST" ? 201 : 200);
    response.end([name, request.method, request.url, request.headers.authorization ?? "", body].join(" "));
  });

/** A kubectl that says that it forwards to a port, or ends with an error. */
function standIn(script: string): void {
  const file = join(folder, "kubectl");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
const rollout = parseRollout(rolloutObject(onTrial));
const pod = (name: string, ready: string, more: object = {}) => ({
  metadata: { name, ...more },
  status: { conditions: [{ type: "Ready", status: ready }] },
});
const podsOf =
  (...items: readonly object[]) =>
  async (...args: readonly string[]) => {
    expect(args).toContain("--selector=rollouts-pod-template-hash=new");
    return JSON.stringify({ items });
  };

test("the longest prefix decides, and a request passes with its method, headers and body", async () => {
  const [api, web] = await Promise.all([echo("api"), echo("web")]);
  const { origin, stop } = await startRouter([
    { prefix: "/", origin: `http://127.0.0.1:${web}` },
    { prefix: "/api", origin: `http://127.0.0.1:${api}` },
  ]);
  try {
    const posted = await fetch(`${origin}/api/photos?limit=1`, {
      method: "POST",
      headers: { authorization: "Bearer token" },
      body: "photo",
    });
    expect([posted.status, posted.headers.get("gallery-node"), await posted.text()]).toEqual([
      201,
      "api",
      "api POST /api/photos?limit=1 Bearer token photo",
    ]);
    expect(await (await fetch(`${origin}/healthz`)).text()).toContain("web GET /healthz");
  } finally {
    stop();
  }
});

test("an address that does not respond, and a path without one, are answered with 502", async () => {
  const { origin, stop } = await startRouter([{ prefix: "/api", origin: "http://127.0.0.1:9" }]);
  try {
    expect((await fetch(`${origin}/api`)).status).toBe(502);
    expect((await fetch(`${origin}/other`)).status).toBe(502);
  } finally {
    stop();
  }
});

test("a trial sends the requests of the application to a ready pod of the new version, and others to the stack", async () => {
  const [next, current] = await Promise.all([echo("next"), echo("current")]);
  standIn(
    `echo "$@" > ${join(folder, "args")}; echo "Forwarding from 127.0.0.1:${next} -> 8080"; exec sleep 60`,
  );
  const seen: string[] = [];
  const trial = createTrial(
    { prefixes: { api: "/api", web: "/" }, port: 8080 },
    `http://127.0.0.1:${current}`,
    async (origin) => {
      for (const path of ["/api/photos", "/"]) seen.push(await (await fetch(`${origin}${path}`)).text());
    },
  );
  const pods = podsOf(
    pod("api-ended", "True", { deletionTimestamp: "2026-01-01T00:00:00Z" }),
    pod("api-starting", "False"),
    pod("api-ready", "True"),
  );
  await trial(rollout, pods, "kubeconfig");
  expect(seen.map((text) => text.split(" ")[0])).toEqual(["next", "current"]);
});

test("an application without a prefix is not tested", async () => {
  const trial = createTrial({ prefixes: { web: "/" }, port: 8080 }, "http://127.0.0.1:9", async () => {
    throw new Error("tested");
  });
  await trial(rollout, podsOf(), "kubeconfig");
});

test("a failed test fails the trial, and so does a version without a ready pod", async () => {
  const next = await echo("next");
  standIn(`echo "Forwarding from 127.0.0.1:${next} -> 8080"; exec sleep 60`);
  const trial = createTrial({ prefixes: { api: "/api" }, port: 8080 }, "http://127.0.0.1:9", async () => {
    throw new Error("503 instead of 201");
  });
  await expect(trial(rollout, podsOf(pod("api-1", "True")), "kubeconfig")).rejects.toThrow(
    "503 instead of 201",
  );
  await expect(trial(rollout, podsOf(pod("api-1", "False")), "kubeconfig")).rejects.toThrow(
    "no pod of the new version of api is ready",
  );
});

test("a kubectl that cannot forward is named with what it says", async () => {
  standIn('echo "error: unable to forward port because pod is not running" >&2; exit 1');
  await expect(forwardTo("kubeconfig", "gallery", "api-1", 8080)).rejects.toThrow(
    /kubectl port-forward to pod api-1 of gallery failed: error: unable to forward port/,
  );
});
