/** Runs commands like a user: reports of commands that change nothing, and of unknown stacks and digests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stateKey } from "@groundwork/state/stacks";
import { realEngine } from "./engine";
import { openInFolder } from "./small-project";

const NAME = { project: "groundwork", stack: "dev" };
const REGISTRY = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork";
const images = (digit: string, digits = 64) =>
  ["gallery", "thumbnailer"]
    .map((name) => `--${name} ${REGISTRY}/${name}@sha256:${digit.repeat(digits)}`)
    .join(" ");

let small: Awaited<ReturnType<typeof openInFolder>>;
const groundwork = (line: string) => small.run(`npx --no groundwork ${line}`);
const file = () => readFileSync(join(small.project, "Pulumi.dev.yaml"), "utf8");
beforeAll(async () => {
  small = await openInFolder(await realEngine());
  const git = "git -c user.name=a -c user.email=a@b.example";
  await small.run(`git init -q && git add Pulumi.dev.yaml package.json && ${git} commit -qm one`);
  expect(await small.run("pulumi stack init dev && pulumi up -s dev --yes")).toMatchObject({ status: 0 });
}, 600_000);
afterAll(() => small?.close());

test("a deployment whose settings are rejected changed nothing, says so, and leaves the stack's file as it is", async () => {
  await small.run("pulumi config set -s dev logRetentionDays seven");
  const [state, settings] = [await small.store.read(stateKey(NAME)), file()];
  const { status, output } = await groundwork(`deploy dev ${images("a")}`);
  await small.run("pulumi config set -s dev logRetentionDays 7");
  expect(output).toMatch(/dev: the update was rejected before it began; nothing was changed/);
  expect(output).not.toMatch(/ROLLBACK FAILED|Restoring/);
  expect(status).toBe(1);
  expect(settings).toContain("seven");
  expect(JSON.parse((await small.store.read(stateKey(NAME))) ?? "").checkpoint.latest.resources).toEqual(
    JSON.parse(state ?? "").checkpoint.latest.resources,
  );
}, 300_000);

test.each(["state locks", "state versions", "state unlock", "state pending", "state restore"])(
  "%s reports an unknown stack, and lists the existing stacks",
  async (command) => {
    const { status, output } = await groundwork(`${command} --stack nope`);
    expect(output).toMatch(/has no state of the stack nope of groundwork; it has: dev\./);
    expect(status).toBe(1);
  },
  120_000,
);

test.each(["deploy dev", "images dev", "review up --pull-request 7"])(
  "%s rejects a digest of 63 digits, and describes the format of a digest",
  async (command) => {
    const { status, output } = await groundwork(`${command} ${images("a", 63)}`);
    expect(output).toMatch(/--gallery is \S+a; it must be [^\n]*@sha256: and 64 hexadecimal digits/);
    expect(output).toMatch(/--thumbnailer is/);
    expect(status).toBe(1);
  },
  120_000,
);

test.each(["deploy", "rollback"])(
  "%s without a stack is rejected",
  async (command) => {
    const { status, output } = await groundwork(command);
    expect(output).toMatch(/missing required argument 'stack'/);
    expect(status).toBe(1);
  },
  120_000,
);

test("rollback lists the commit and the version of each digest, and the source of both", async () => {
  const { output: commit } = await small.run("git rev-parse --short=12 HEAD");
  const { version } = JSON.parse(readFileSync(join(small.project, "package.json"), "utf8"));
  expect((await groundwork(`deploy dev ${images("b")}`)).output).toMatch(/Updated in/);
  const { output } = await groundwork("rollback dev");
  expect(output).toMatch(
    new RegExp(
      `deploy\\n +${REGISTRY}/gallery@sha256:b+\\n +\\S+\\n +commit ${commit.trim()}, version ${version}`,
    ),
  );
  expect(output).toMatch(/checkout that first deployed[\s\S]*package\.json/);
}, 300_000);
