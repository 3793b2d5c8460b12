/** Commands do not change the stack that the shell has selected, to which `pulumi up` without -s would deploy. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { realEngine } from "./engine";
import { openInFolder } from "./small-project";

const IMAGE = `111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery@sha256:${"a".repeat(64)}`;
const IMAGES = `--gallery ${IMAGE} --thumbnailer ${IMAGE}`;

let small: Awaited<ReturnType<typeof openInFolder>>;
beforeAll(async () => {
  small = await openInFolder(await realEngine());
  const lines = "pulumi stack init dev && pulumi stack init prod && pulumi up -s dev --yes";
  expect(await small.run(lines)).toMatchObject({ status: 0 });
}, 600_000);
afterAll(() => small?.close());

/** What Pulumi notes about selected stacks, by file. */
function selected(): Record<string, string> {
  const folder = join(small.home, "workspaces");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

const commands: readonly (readonly [line: string, says: RegExp])[] = [
  ["rollback dev", /galleryImage|gallery:0\.1\.0/],
  ["images dev --deployed", /names/],
  ["smoke --stack dev", /has no outputs galleryUrl/],
  [`deploy dev ${IMAGES} --dry-run`, /Would deploy/],
  [`deploy dev ${IMAGES}`, /Updated in/],
  ["upgrade dev postgres 18.7 --dry-run", /nothing was changed/],
  ["preview dev", /succeeded/],
  [`review up --pull-request 7 ${IMAGES}`, /Updated in/],
  ["review down --pull-request 7", /pr-7 is removed/],
];

const titled = commands.map(([line, says]) => [line.replace(IMAGES, "…"), line, says] as const);

test.each(titled)(
  "groundwork %s leaves the selected stack as it is",
  async (_, line, says) => {
    const before = selected();
    expect(JSON.stringify(before)).toContain("prod");
    const { output } = await small.run(`npx --no groundwork ${line}`);
    expect(output).toMatch(says);
    expect(selected()).toEqual(before);
  },
  120_000,
);

test("a missing stack is reported, with a list of the existing stacks", async () => {
  const { status, output } = await small.run(
    "cp Pulumi.dev.yaml Pulumi.nope.yaml && npx --no groundwork rollback nope",
  );
  expect(output).toMatch(/There is no stack nope in this backend/);
  expect(status).toBe(1);
}, 120_000);
