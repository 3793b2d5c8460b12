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

test("pulumi on PATH comes first, and it is said which one is taken", async () => {
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
  ["is of another major version", "echo v4.0.0", "is version 4.0.0; 3.200.0 to 3.x is needed"],
  ["fails", "echo 'no home' >&2; exit 3", "version` no home"],
  ["fails without a word", "exit 3", "version` ended with 3"],
  ["is something else", "echo hello", "version` gave no version"],
])("a pulumi on PATH that %s is passed over, and it is said why", async (_, script, why) => {
  sandbox.onPath("pulumi", script);
  sandbox.cached("3.259.0");
  expect(await find()).toMatchObject({ source: "the cache folder", version: "3.259.0" });
  expect(sandbox.said[0]).toContain("Not pulumi on PATH: ");
  expect(sandbox.said[0]).toContain(why);
});

test("of the engines in the cache folder the newest that works is taken", async () => {
  sandbox.cached("3.9.0");
  const path = sandbox.cached("3.259.0");
  sandbox.cached("3.260.0", "exit 1");
  sandbox.cached("notes");
  expect(await find()).toMatchObject({ path, version: "3.259.0" });
});

test("the official installer's engine is kept in the cache folder for the next time", async () => {
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

test("when nothing helps, every way is listed with its reason", async () => {
  expect(await find()).toEqual({
    tried: [
      { way: "pulumi on PATH", why: "there is none" },
      { way: "the cache folder", why: `none in ${sandbox.cache}` },
      { way: "the official installer", why: "no network" },
      {
        way: "a build with Go",
        why: `Go is not on PATH; ${wanted().go} or newer is needed (https://go.dev/dl)`,
      },
    ],
  });
});

describe("a build that cannot work", () => {
  async function whyNot() {
    const result = await find();
    return "tried" in result ? result.tried[3]?.why : undefined;
  }

  test("names the Go that is needed when the one there is too old", async () => {
    sandbox.onPath("go", fakeGo("1.19.8", "3.259.0"));
    expect(await whyNot()).toBe(
      `Go 1.19.8 is too old; ${wanted().go} or newer is needed (https://go.dev/dl)`,
    );
  });

  test("gives Go's last words, and leaves nothing in the cache folder", async () => {
    sandbox.onPath(
      "go",
      'if [ "$1" = env ]; then echo go1.26.0; else echo "dial tcp: no such host" >&2; exit 1; fi',
    );
    expect(await whyNot()).toBe("dial tcp: no such host");
    expect(sandbox.inCache()).toEqual([]);
  });

  test("says that the disk is full, however much Go says after it", async () => {
    const words = "printf 'write x.a: no space left on device\\na\\nb\\nc\\nd\\n' >&2; exit 1";
    sandbox.onPath("go", `if [ "$1" = env ]; then echo go1.26.0; else ${words}; fi`);
    expect(await whyNot()).toBe("the disk is full: write x.a: no space left on device");
  });

  test("does not keep an engine that does not answer", async () => {
    sandbox.onPath("go", fakeGo("1.26.0", "2.0.0"));
    expect(await whyNot()).toContain("is version 2.0.0");
    expect(sandbox.inCache()).toEqual([]);
  });
});

test("a cache folder that cannot be written to is named, with the way out", async () => {
  process.env.XDG_CACHE_HOME = program(join(sandbox.folder, "file"), "");
  sandbox.onPath("go", fakeGo("1.26.0", "3.259.0"));
  const result = await find();
  const folder = join(sandbox.folder, "file", "groundwork", "engine");
  expect("tried" in result && result.tried[3]?.why).toBe(
    `${folder} cannot be written to (ENOTDIR); XDG_CACHE_HOME can name another folder`,
  );
});
