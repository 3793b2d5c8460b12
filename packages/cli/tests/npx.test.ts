/** `npx --no groundwork` in a clone without packages must not run the unrelated package groundwork of npm's registry. */
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

jest.setTimeout(120_000);

const repository = join(__dirname, "..", "..", "..");

/** A registry that does not respond: no process listens on port 1. */
const closed = "http://127.0.0.1:1/";

let folder: string;
let clone: string;
let registry: Server;
let asked: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-npx-"));
  clone = join(folder, "clone");
  const { status, stderr } = spawnSync(
    "git",
    ["clone", "--quiet", "--depth=1", `file://${repository}`, clone],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(stderr);
  registry = createServer(({ url = "", headers }, response) => {
    asked.push(url);
    const tarball = `http://${headers.host}/groundwork/-/groundwork-9.9.9.tgz`;
    const version = { name: "groundwork", version: "9.9.9", bin: { groundwork: "x.js" }, dist: { tarball } };
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        name: "groundwork",
        "dist-tags": { latest: "9.9.9" },
        versions: { "9.9.9": version },
      }),
    );
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  registry?.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Runs `npx --no groundwork help` in the clone, with an empty cache and this registry. (`npx --no groundwork --help` would show
 * the help of npx.)
 */
function npx(address: string): Promise<{ status: number | null; output: string; cache: string }> {
  const cache = mkdtempSync(join(folder, "cache-"));
  const home = join(cache, "home");
  mkdirSync(home);
  writeFileSync(join(home, ".npmrc"), "");
  const child = spawn("npx", ["--no", "groundwork", "help"], {
    cwd: clone,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      npm_config_registry: address,
      npm_config_cache: cache,
      npm_config_globalconfig: join(home, "global-npmrc"),
      npm_config_prefix: home,
      npm_config_fetch_retries: "0",
      npm_config_update_notifier: "false",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output, cache }));
  });
}

function registryAddress(): string {
  const address = registry.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
}

/** Checks that nothing was installed, neither in the clone nor in the cache of npx. */
function expectNothingInstalled(cache: string): void {
  expect(existsSync(join(clone, "node_modules"))).toBe(false);
  const cached = readdirSync(cache, { recursive: true, encoding: "utf8" });
  expect(cached.filter((path) => path.includes("node_modules"))).toEqual([]);
}

test("it fails without a request to the registry, because the project has the same name", async () => {
  for (const address of [registryAddress(), closed]) {
    const { status, output, cache } = await npx(address);
    expect(output).toContain("npm error could not determine executable to run");
    expect(status).toBe(1);
    expectNothingInstalled(cache);
  }
  expect(asked).toEqual([]);
});

describe("in a project that has another name", () => {
  beforeAll(() => {
    const file = join(clone, "package.json");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), name: "renamed" }));
  });

  test("it downloads no package, and reports what is missing", async () => {
    const { status, output, cache } = await npx(registryAddress());
    expect(output).toContain('npx canceled due to missing packages and no YES option: ["groundwork@9.9.9"]');
    expect(status).toBe(1);
    // npm requests the list of versions, and downloads none.
    expect(asked).toEqual(["/groundwork"]);
    expectNothingInstalled(cache);
  });

  test("without a network, it reports the registry that it cannot reach", async () => {
    const { status, output, cache } = await npx(closed);
    expect(output).toMatch(/ECONNREFUSED[\s\S]*127\.0\.0\.1:1/);
    expect(status).toBe(1);
    expectNothingInstalled(cache);
  });
});

test("in a clone with its packages it starts this project's command", () => {
  const { status, stdout } = spawnSync("npx", ["--no", "groundwork", "help"], {
    encoding: "utf8",
    env: { ...process.env, npm_config_registry: "http://127.0.0.1:1/" },
  });
  expect(status).toBe(0);
  expect(stdout).toContain("Usage: groundwork COMMAND");
});
