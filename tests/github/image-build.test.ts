import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { EX_UNAVAILABLE } from "@groundwork/rehearse/errors/unavailable";
import { projectFolder } from "@groundwork/rehearse/project/files";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const REPOSITORY = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery";
const DIGEST = `sha256:${"a".repeat(64)}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-docker-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Adds a `docker` to PATH that records its arguments and runs the given script. */
function docker(script: string): void {
  const file = join(folder, "docker");
  writeFileSync(file, `#!/bin/sh\necho "$@" >> "${folder}/asked"\n${script}\n`);
  chmodSync(file, 0o755);
}

function build(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    "npx",
    ["--no", "groundwork", "image", "build", "--commit", COMMIT, ...args],
    {
      cwd: projectFolder,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${folder}${delimiter}${process.env.PATH}`,
        GITHUB_OUTPUT: join(folder, "output"),
      },
    },
  );
  return { status, output: stdout + stderr };
}

const read = (name: string) => readFileSync(join(folder, name), "utf8");

/** Writes BuildKit's metadata to the requested file. */
const BUILDS = `
case "$*" in
  *imagetools*) exit 1 ;;
  *" build "*)
    while [ $# -gt 0 ]; do [ "$1" = --metadata-file ] && echo '{"containerimage.digest": "${DIGEST}"}' > "$2"; shift; done ;;
esac`;

test("Without a container engine, it says that nothing was built and does not succeed", () => {
  docker("echo no engine >&2; exit 1");
  const { status, output } = build();
  expect(status).toBe(EX_UNAVAILABLE);
  expect(output).toContain("No image was built");
});

test("Both images are pushed once, tagged by commit, and passed on by digest", () => {
  docker(BUILDS);
  expect(build("--push", REPOSITORY)).toMatchObject({ status: 0 });
  const image = `${REPOSITORY}@${DIGEST}`;
  expect(read("output").trim().split("\n")).toEqual([
    `images=${JSON.stringify({ gallery: image, thumbnailer: image })}`,
    `digests=${JSON.stringify({ gallery: DIGEST, thumbnailer: DIGEST })}`,
    'names=["gallery","thumbnailer"]',
    `gallery=${REPOSITORY}@${DIGEST}`,
    `gallery-digest=${DIGEST}`,
    `thumbnailer=${REPOSITORY}@${DIGEST}`,
    `thumbnailer-digest=${DIGEST}`,
  ]);
  const asked = read("asked");
  expect(asked).toContain(`--tag ${REPOSITORY}:${COMMIT} `);
  expect(asked).toContain(`--tag ${REPOSITORY}:${COMMIT}-thumbnailer `);
  expect(asked).toMatch(
    /--target server --platform linux\/amd64,linux\/arm64 .*--provenance=mode=max --sbom=true --push/,
  );
  // Lambda does not accept an image index.
  expect(asked).toMatch(
    /--target thumbnailer --platform linux\/arm64 .*--provenance=false --sbom=false --push/,
  );
});

test("A second run for the same commit builds nothing and passes on the same digests", () => {
  docker(`case "$*" in *imagetools*) echo "${DIGEST}" ;; *" build "*) exit 1 ;; esac`);
  const { status, output } = build("--push", REPOSITORY);
  expect(status).toBe(0);
  expect(output).toContain("already exists");
  expect(read("output")).toContain(`gallery=${REPOSITORY}@${DIGEST}`);
  expect(read("asked")).not.toContain("--push");
});

test("A failed build is a failure, and passes on nothing", () => {
  docker('case "$*" in *" build "*) exit 7 ;; esac');
  const { status, output } = build();
  expect(status).toBe(1);
  expect(output).toContain("gallery was not built: docker exited with status 7");
});

test.each([
  ["--push", `${REPOSITORY}:latest`, /repository without a tag/],
  ["--commit", "main", /give the full id/],
])("%s %s is rejected with the allowed values", (option, value, message) => {
  docker("exit 0");
  const { status, output } = build(option, value);
  expect(status).toBe(1);
  expect(output).toMatch(message);
});

describe("The documented way to a real account", () => {
  const section = (file: string, heading: string) =>
    readFileSync(join(projectFolder, file), "utf8").split(`## ${heading}\n`)[1]?.split(/^## /m)[0] ?? "";
  const documented = [
    ["README.md", section("README.md", "Deploy to an AWS account")],
    ["docs/operations.md", section("docs/operations.md", "Build the images by hand")],
  ] as const;
  const ORDER = [
    "npx --no groundwork bootstrap",
    "docker login --username AWS --password-stdin REGISTRY",
    "npx --no groundwork image build --push REPOSITORY",
    "npx --no groundwork images dev --first --gallery REPOSITORY@DIGEST --thumbnailer REPOSITORY@DIGEST",
  ];

  test.each(documented)(
    "in %s creates the registry, logs in, builds, and then names the images",
    (_, text) => {
      const places = ORDER.map((command) => text.indexOf(command));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((one, other) => one - other));
    },
  );

  test("in README.md creates and updates the stack after the images exist", () => {
    const [[, text]] = documented;
    const [images = 0, init, up] = [ORDER[3] ?? "", "pulumi stack init dev", "pulumi up -s dev"].map(
      (command) => text.indexOf(command),
    );
    expect(images).toBeGreaterThan(0);
    expect(init).toBeGreaterThan(images);
    expect(up).toBeGreaterThan(init ?? 0);
  });

  test.each(documented)("in %s builds with the tested command only", (_, text) => {
    const lines = text.split("\n").filter((line) => /docker (buildx )?build\b/.test(line));
    expect(lines.filter((line) => !/Do not use|With plain/.test(line))).toEqual([]);
  });

  test.each(documented)("in %s pushes images that nodes and Lambda accept", (_, text) => {
    const [line = ""] = /npx --no groundwork image build --push \S*\w/.exec(text) ?? [];
    docker(BUILDS);
    const args = line
      .replace("npx --no groundwork image build ", "")
      .replace("REPOSITORY", REPOSITORY)
      .split(" ");
    expect(build(...args)).toMatchObject({ status: 0 });
    const [gallery = "", thumbnailer = ""] = read("asked")
      .split("\n")
      .filter((each) => each.includes(" build "));
    expect(gallery).toMatch(/--target server --platform linux\/amd64,linux\/arm64 .* --push/);
    expect(thumbnailer).toMatch(
      /--target thumbnailer --platform linux\/arm64 .*--provenance=false --sbom=false --push/,
    );
  });
});
