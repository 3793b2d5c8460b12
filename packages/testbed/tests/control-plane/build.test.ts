import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrograms, PartsUnavailable } from "../../control-plane/build";
import { inCluster } from "../../control-plane/in-cluster";
import { cacheFolder, folderOf, type Part } from "../../control-plane/parts";

inCluster("building the control plane's programs", () => {
  const { PATH, XDG_CACHE_HOME } = process.env;
  let scratch: string;
  let part: Part;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "control-plane-build-"));
    process.env.XDG_CACHE_HOME = join(scratch, "cache");
    const module = join(scratch, "module");
    mkdirSync(module);
    writeFileSync(join(module, "go.mod"), "module example.com/hello\n\ngo 1.20\n");
    writeFileSync(join(module, "main.go"), 'package main\n\nfunc main() { print("hello") }\n');
    part = {
      name: "hello",
      version: "v1.0.0",
      module,
      programs: { hello: "example.com/hello" },
      ldflags: "",
    };
  });
  afterEach(() => {
    process.env.PATH = PATH;
    if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
    rmSync(scratch, { recursive: true, force: true });
  });

  const quietly = () => ensurePrograms(() => undefined, [part]);

  test("two simultaneous builds produce one working program", async () => {
    const [one, other] = await Promise.all([quietly(), quietly()]);
    expect(one.get("hello")).toBe(other.get("hello"));
    expect(execFileSync(one.get("hello") ?? "", { stdio: "pipe" }).toString()).toBe("");
    expect(readdirSync(cacheFolder())).toEqual([folderOf(part).split("/").at(-1)]);
  });

  test("a cached program is not built again", async () => {
    await quietly();
    const said: string[] = [];
    await ensurePrograms((line) => said.push(line), [part]);
    expect(said).toEqual([]);
  });

  test("a failed build is reported with its name and reason, and leaves no files behind", async () => {
    writeFileSync(join(part.module, "main.go"), "package main\n\nfunc main() { nonsense }\n");
    const failure = await quietly().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartsUnavailable);
    expect(String(failure)).toMatch(/hello v1\.0\.0: go build exited with 1: .*undefined: nonsense/s);
    expect(readdirSync(cacheFolder())).toEqual([]);
  });

  test("without Go, the error says what is missing", async () => {
    process.env.PATH = join(scratch, "nothing");
    await expect(quietly()).rejects.toThrow(
      "hello v1.0.0: Go is not on PATH (https://go.dev/dl, 1.26 or later)",
    );
  });

  test("files left by a killed build are removed", async () => {
    const abandoned = `${folderOf(part)}.building-999999999-0a1b2c3d`;
    mkdirSync(abandoned, { recursive: true });
    await quietly();
    expect(readdirSync(cacheFolder())).toEqual([folderOf(part).split("/").at(-1)]);
  });
});
