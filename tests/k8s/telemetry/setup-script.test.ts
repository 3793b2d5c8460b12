/** The script of the Job that prepares OpenSearch, with a shell and curl, against a server that answers as the domain does. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { Sha256 } from "@groundwork/delivery/preflight/aws/signer";
import { run } from "@groundwork/rehearse/engine/child";
import { type TemporaryFolder, temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { SignatureV4 } from "@smithy/signature-v4";
import { allowRoles, limitRetention } from "../../../k8s/telemetry/search-access";
import { buildSetup, setupScript } from "../../../k8s/telemetry/setup-script";
import { givePodCredentials, type PodCredentials } from "../../signals/pod-credentials";

interface Request {
  readonly line: string;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

let folder: TemporaryFolder;
let credentials: PodCredentials;
let server: Server;
let url: string;
const requests: Request[] = [];
/** Versions of the lifecycles that the server has. */
const versions = new Map<string, number>();
let failing: number | undefined;
/** Names of the indices that the server has. */
let indices: readonly string[];

beforeEach(async () => {
  folder = temporaryFolder("groundwork-setup-");
  credentials = await givePodCredentials(folder.path);
  requests.length = 0;
  versions.clear();
  failing = undefined;
  indices = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const { status, text } = answer(request, body);
      response.writeHead(status, { "content-type": "application/json" }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
});
afterEach(() => {
  credentials.stop();
  server.close();
  folder.remove();
});

/**
 * Answers like the plugin for index management: a lifecycle that exists is replaced by the number of its version only, and one cannot be
 * changed of no index.
 */
function answer({ method, url: path = "", headers }: IncomingMessage, body: string) {
  requests.push({ line: `${method} ${path}`, body, headers });
  if (failing !== undefined) return { status: failing, text: '{"error":"no permissions"}' };
  const [, id = "", query = ""] = /^\/_plugins\/_ism\/policies\/([^?]+)\??(.*)$/.exec(path) ?? [];
  const version = versions.get(id);
  const describe = (name: string, number: number) => ({ _id: name, _seq_no: number, _primary_term: 3 });
  if (path.startsWith("/_plugins/_ism/policies?"))
    return {
      status: 200,
      text: JSON.stringify({ policies: [...versions].map(([name, number]) => describe(name, number)) }),
    };
  if (path.startsWith("/_cat/indices"))
    return { status: 200, text: indices.map((name) => `${name}\n`).join("") };
  const [, changed] = /^\/_plugins\/_ism\/change_policy\/(.+)$/.exec(path) ?? [];
  if (changed !== undefined && !indices.includes(changed))
    return { status: 400, text: '{"error":"Validation Failed: 1: no documents to get;"}' };
  if (id === "") return { status: 200, text: "{}" };
  if (method === "GET")
    return version === undefined
      ? { status: 404, text: "{}" }
      : { status: 200, text: JSON.stringify(describe(id, version)) };
  if (version !== undefined && query !== `if_primary_term=3&if_seq_no=${version}`)
    return { status: 409, text: '{"error":"version conflict"}' };
  versions.set(id, (version ?? 40) + 2);
  return { status: version === undefined ? 201 : 200, text: "{}" };
}

async function setUp(days: number): Promise<string> {
  const files = buildSetup({
    ...{ url, region: "us-east-1" },
    requests: allowRoles({
      gateway: "arn:aws:iam::111122223333:role/g",
      jaeger: "arn:aws:iam::111122223333:role/j",
    }),
    lifecycles: limitRetention(days),
  });
  const at = join(folder.path, String(days));
  mkdirSync(at);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
  const env = { ...process.env, ...credentials.variables };
  return run("sh", [join(at, setupScript)], { env, limit: 60_000 });
}

test("it makes roles, then lifecycles", async () => {
  await setUp(14);
  expect(requests.map(({ line }) => line)).toEqual([
    "PUT /_plugins/_security/api/roles/platform-gateway",
    "PUT /_plugins/_security/api/rolesmapping/platform-gateway",
    "PUT /_plugins/_security/api/roles/platform-jaeger",
    "PUT /_plugins/_security/api/rolesmapping/platform-jaeger",
    "GET /_plugins/_ism/policies?size=1000",
    "PUT /_plugins/_ism/policies/platform-logs",
    "GET /_cat/indices?expand_wildcards=all&h=index",
    "GET /_plugins/_ism/policies?size=1000",
    "PUT /_plugins/_ism/policies/platform-traces",
    "GET /_cat/indices?expand_wildcards=all&h=index",
  ]);
});

test("repeated with another retention, it replaces the lifecycles, also for indices that exist", async () => {
  await setUp(14);
  requests.length = 0;
  indices = [
    ".opendistro_security",
    ".ds-logs-containers-000001",
    ".ds-logs-containers-000002",
    "jaeger-span-2026-11-27",
  ];
  await setUp(30);
  const puts = requests.filter(({ line }) => line.startsWith("PUT /_plugins/_ism/"));
  expect(puts.map(({ line }) => line.split("?")[1])).toEqual([
    "if_primary_term=3&if_seq_no=42",
    "if_primary_term=3&if_seq_no=42",
  ]);
  for (const { body } of puts) expect(body).toContain('"30d"');
  const changes = requests.filter(({ line }) => line.includes("change_policy"));
  expect(changes.map(({ line, body }) => `${line.split("/").at(-1)} ${JSON.parse(body).policy_id}`)).toEqual([
    ".ds-logs-containers-000001 platform-logs",
    ".ds-logs-containers-000002 platform-logs",
    "jaeger-span-2026-11-27 platform-traces",
  ]);
});

test("ended between a lifecycle and its indices, it completes when it is repeated, also without an index", async () => {
  versions.set("platform-logs", 42);
  await setUp(14);
  expect([...versions.keys()]).toEqual(["platform-logs", "platform-traces"]);
});

const signer = new SignatureV4({
  ...{ service: "es", region: "us-east-1", sha256: Sha256, applyChecksum: false },
  credentials: {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "an/example+of+a+key",
    sessionToken: "an//example+of+a+session/token==",
  },
});

/** Reads a time such as 20261127T205958Z. */
const parseDate = (text: string) =>
  new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

test("the signature of each request is the one that the AWS SDK makes", async () => {
  await setUp(14);
  indices = ["jaeger-span-2026-11-27"];
  await setUp(30);
  expect(requests.length).toBeGreaterThan(20);
  for (const { line, body, headers } of requests) {
    const [, names = ""] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "") ?? [];
    const [method = "", target = ""] = line.split(" ");
    const { pathname, searchParams } = new URL(target, url);
    expect(names.split(";")).toEqual(expect.arrayContaining(["host", "x-amz-date", "x-amz-security-token"]));
    const signed = await signer.sign(
      {
        ...{ method, path: pathname, query: Object.fromEntries(searchParams), body },
        ...{ protocol: "http:", hostname: "127.0.0.1" },
        headers: Object.fromEntries(names.split(";").map((name) => [name, String(headers[name])])),
      },
      { signingDate: parseDate(String(headers["x-amz-date"])) },
    );
    expect([line, headers.authorization]).toEqual([line, signed.headers.authorization]);
  }
});

test("a refusal ends it with the answer of the server, and without credentials", async () => {
  failing = 403;
  const message = await setUp(14).then(String, String);
  expect(message).toContain("PUT /_plugins/_security/api/roles/platform-gateway");
  expect(message).toContain("no permissions");
  expect(message).not.toContain("an/example+of+a+key");
}, 120_000);
