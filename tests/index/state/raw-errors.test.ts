/** Runs commands like a user: an error is one message with the next step, without a stack trace. */
import { stateKey } from "@groundwork/state/stacks";
import { realEngine } from "./engine";
import { openInFolder } from "./small-project";

const NAME = { project: "groundwork", stack: "dev" };
const IMAGE = `111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery@sha256:${"a".repeat(64)}`;
const TRACE = /CommandError|AbortError|^\s+at .*\(|err\?:/m;

let small: Awaited<ReturnType<typeof openInFolder>>;
beforeAll(async () => {
  small = await openInFolder(await realEngine());
  expect(await small.run("pulumi stack init dev && pulumi up -s dev --yes")).toMatchObject({ status: 0 });
  const state = (await small.store.read(stateKey(NAME))) ?? "";
  await small.store.write(stateKey(NAME), state.slice(0, state.length / 2));
}, 600_000);
afterAll(() => small?.close());

test.each([
  "rollback dev",
  "images dev --deployed",
  "smoke --stack dev",
  `deploy dev --gallery ${IMAGE} --thumbnailer ${IMAGE}`,
])(
  "%s reports a truncated state in one message that names the procedure",
  async (line) => {
    const { status, output } = await small.run(`npx --no groundwork ${line}`);
    expect(output).toMatch(/The state cannot be read: .*\ndocs\/state\.md, section "Recover a state"/);
    expect(output).not.toMatch(TRACE);
    expect(output.trim().split("\n").length).toBeLessThan(5);
    expect(status).toBe(1);
  },
  120_000,
);

test("no command prints the AWS SDK's warning about the version of Node.js", async () => {
  const aws =
    "AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_REGION=us-east-1";
  const { output } = await small.run(`env ${aws} npx --no groundwork state list --backend s3://none`);
  expect(output).toMatch(/AWS cannot be reached/);
  expect(output).not.toMatch(/Warning/);
}, 120_000);
