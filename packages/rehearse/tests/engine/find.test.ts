import { join } from "node:path";
import { findEngine } from "../../engine";
import { wanted } from "../../engine/build";
import { fakeGo, program, Sandbox } from "./sandbox";

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

/** Finds an engine on a machine without a network, unless an installer is given. */
function find(install?: (root: string) => Promise<void>) {
  return findEngine({
    report: sandbox.report,
    installer: {
      reach: async () => {
        if (!install) throw new Error("no network");
      },
      install: async (root) => install?.(root),
    },
  });
}

test("pulumi on PATH is preferred, and the selected engine is printed", async () => {
  const path = sandbox.onPath("pulumi", "echo v3.261.2");
  sandbox.cached("3.259.0");
  expect(await find()).toMatchObject({ path, source: "pulumi on PATH", version: "3.261.2" });
  expect(sandbox.said).toEqual([`Engine: Pulumi 3.261.2, pulumi on PATH (${path})`]);
});

test("the Automation API can drive the engine that was found", async () => {
  sandbox.onPath("pulumi", "echo v3.261.2");
  const onPath = await find();
  if ("tried" in onPath) throw new Error("none found");
  expect(onPath.command.version?.version).toBe("3.261.2");

  sandbox.onPath("pulumi", "exit 1");
  const path = sandbox.cached("3.259.0");
  const inCache = await find();
  if ("tried" in inCache) throw new Error("none found");
  expect(inCache.command).toMatchObject({ command: path, version: { version: "3.259.0" } });
});

test.each([
  ["is too old", "echo v3.199.9", "is version 3.199.9; 3.200.0 to 3.x is needed"],
  ["has another major version", "echo v4.0.0", "is version 4.0.0; 3.200.0 to 3.x is needed"],
  ["fails", "echo 'no home' >&2; exit 3", "version` no home"],
  ["fails without output", "exit 3", "version` exited with 3"],
  ["is another program", "echo hello", "version` printed no version"],
])("a pulumi on PATH that %s is skipped, and the reason is printed", async (_, script, why) => {
  sandbox.onPath("pulumi", script);
  sandbox.cached("3.259.0");
  expect(await find()).toMatchObject({ source: "the cache folder", version: "3.259.0" });
  expect(sandbox.said[0]).toContain("Not pulumi on PATH: ");
  expect(sandbox.said[0]).toContain(why);
});

test("the newest working engine in the cache folder is selected", async () => {
  sandbox.cached("3.9.0");
  const path = sandbox.cached("3.259.0");
  sandbox.cached("3.260.0", "exit 1");
  sandbox.cached("notes");
  expect(await find()).toMatchObject({ path, version: "3.259.0" });
});

test("the engine of the official installer is kept in the cache folder", async () => {
  const install = async (root: string) => {
    program(join(root, "bin", "pulumi-language-nodejs"), "");
    program(join(root, "bin", "pulumi"), "echo v3.248.0");
  };
  const path = join(sandbox.cache, "3.248.0", "bin", "pulumi");
  expect(await find(install)).toMatchObject({ path, source: "the official installer", version: "3.248.0" });
  expect(sandbox.inCache()).toEqual(["3.248.0"]);
  expect(await find()).toMatchObject({ path, source: "the cache folder" });
});

test("without a network for the installer, the engine is built with Go", async () => {
  sandbox.onPath("go", fakeGo("1.26.0", "3.259.0"));
  const path = join(sandbox.cache, "3.259.0", "bin", "pulumi");
  expect(await find()).toMatchObject({ path, source: "a build with Go", version: "3.259.0" });
  expect(sandbox.said).toEqual([
    "Reaching Pulumi's installer",
    "Not the official installer: no network",
    expect.stringMatching(/^Building the Pulumi engine 3\.\d+\.\d+ with Go \(once; takes minutes\)$/),
    `Engine: Pulumi 3.259.0, a build with Go (${path})`,
  ]);
  expect(sandbox.inCache()).toEqual(["3.259.0"]);
});

test("if no engine can be found or built, every attempt is listed with its reason", async () => {
  expect(await find()).toEqual({
    tried: [
      { way: "pulumi on PATH", why: "not found" },
      { way: "the cache folder", why: `none in ${sandbox.cache}` },
      { way: "the official installer", why: "no network" },
      {
        way: "a build with Go",
        why: `Go is not on PATH; ${wanted().go} or newer is needed (https://go.dev/dl)`,
      },
    ],
  });
});

describe("a build that cannot succeed", () => {
  async function whyNot() {
    const result = await find();
    return "tried" in result ? result.tried[3]?.why : undefined;
  }

  test("names the required Go version if Go is too old", async () => {
    sandbox.onPath("go", fakeGo("1.19.8", "3.259.0"));
    expect(await whyNot()).toBe(
      `Go 1.19.8 is too old; ${wanted().go} or newer is needed (https://go.dev/dl)`,
    );
  });

  test("shows the last lines of Go's output, and leaves nothing in the cache folder", async () => {
    sandbox.onPath(
      "go",
      'if [ "$1" = env ]; then echo go1.26.0; else echo "dial tcp: no such host" >&2; exit 1; fi',
    );
    expect(await whyNot()).toBe("dial tcp: no such host");
    expect(sandbox.inCache()).toEqual([]);
  });

  test("reports a full disk, whatever Go prints afterwards", async () => {
    const words = "printf 'write x.a: no space left on device\\na\\nb\\nc\\nd\\n' >&2; exit 1";
    sandbox.onPath("go", `if [ "$1" = env ]; then echo go1.26.0; else ${words}; fi`);
    expect(await whyNot()).toBe("the disk is full: write x.a: no space left on device");
  });

  test("does not keep an engine that does not respond", async () => {
    sandbox.onPath("go", fakeGo("1.26.0", "2.0.0"));
    expect(await whyNot()).toContain("is version 2.0.0");
    expect(sandbox.inCache()).toEqual([]);
  });
});

test("names a cache folder that is not writable, and the solution", async () => {
  process.env.XDG_CACHE_HOME = program(join(sandbox.folder, "file"), "");
  sandbox.onPath("go", fakeGo("1.26.0", "3.259.0"));
  const result = await find();
  const folder = join(sandbox.folder, "file", "groundwork", "engine");
  expect("tried" in result && result.tried[3]?.why).toBe(
    `${folder} cannot be written to (ENOTDIR); set XDG_CACHE_HOME to another folder`,
  );
});
