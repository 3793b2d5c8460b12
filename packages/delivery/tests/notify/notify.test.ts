/** Runs the command against stand-ins for GitHub's API and for a webhook. */
import { createServer, type Server } from "node:http";
import { runGroundwork } from "../github/command";
import { type GitHubServer, startGitHub } from "../github/server";

jest.setTimeout(120_000);

const stages = JSON.stringify({ first: { stack: "dev" }, others: [{ stack: "staging" }, { stack: "prod" }] });
const deployed = { result: "success", outputs: { deployed: "true" } };
const skipped = { result: "skipped", outputs: {} };
const complete = {
  ci: { result: "success" },
  environments: { result: "success", outputs: { stages } },
  images: { result: "success" },
  first: deployed,
  second: deployed,
  third: deployed,
  fourth: skipped,
};
/** staging fails, so that prod is skipped. */
const failed = { ...complete, second: { result: "failure" }, third: skipped };

let github: GitHubServer;
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.stop());

function notify(needs: unknown, env: Readonly<Record<string, string>> = {}, ...args: string[]) {
  return runGroundwork(["notify", ...args], {
    ...github.env(),
    GITHUB_SHA: "0123456789",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_RUN_ID: "42",
    NEEDS: typeof needs === "string" ? needs : JSON.stringify(needs),
    ...env,
  });
}

test("a failed deployment opens one issue, a second one adds a comment, and a complete run closes it", async () => {
  const first = await notify(failed);
  expect(first.status).toBe(1);
  expect(first.output).toContain("| staging | failure |\n| prod | skipped |");
  expect(github.store.issues).toMatchObject([
    { title: "Deployment of 0123456 failed (staging: failure, prod: skipped)", labels: ["deployment"] },
  ]);
  expect(github.store.issues[0]?.body).toContain("https://github.com/octo-org/platform/actions/runs/42");
  await notify({ ...failed, images: { result: "failure" } });
  expect(github.store.issues).toHaveLength(1);
  expect(github.store.textsOf(1)).toHaveLength(1);
  const passed = await notify(complete);
  expect([passed.status, github.store.issues[0]?.state]).toEqual([0, "closed"]);
});

test.each([
  [
    "a build",
    { ...failed, images: { result: "failure" }, first: skipped, second: skipped },
    "images: failure",
  ],
  ["CI", { ...complete, ci: { result: "failure" }, second: skipped, third: skipped }, "ci: failure"],
  [
    "the list of environments",
    { ...failed, environments: { result: "failure", outputs: {} }, first: skipped },
    "environments: failure",
  ],
])("a failure of %s is reported", async (_, needs, reason) => {
  expect((await notify(needs)).status).toBe(1);
  expect(github.store.issues[0]?.title).toContain(reason);
});

test("an environment that was skipped without a failure fails the run, and a cancelled run sends nothing", async () => {
  for (const result of ["cancelled", "skipped"]) {
    const { status, output } = await notify({ ...complete, third: { result } });
    expect([status, output]).toEqual([1, expect.stringContaining(`| prod | ${result} |`)]);
  }
  expect(github.store.issues).toEqual([]);
});

test("issues of other authors with the label stay open", async () => {
  const body = "<!-- groundwork:deployment -->\nmine";
  github.store.addIssue({ labels: ["deployment"], body, login: "mallory" });
  await notify(complete);
  expect(github.store.issues[0]?.state).toBe("open");
});

describe("a webhook", () => {
  let server: Server;
  let texts: string[];
  let statuses: number[];
  let address: string;
  beforeEach(async () => {
    [texts, statuses] = [[], []];
    server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += String(part);
      texts.push(JSON.parse(body).text);
      response.writeHead(statuses.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const at = server.address();
    if (at === null || typeof at === "string") throw new Error("no port");
    address = `http://127.0.0.1:${at.port}/services/secret-path`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));
  const hook = () => ({ NOTIFY: "webhook", NOTIFY_WEBHOOK_URL: address });

  test("gets a failed deployment and nothing else; no issue is opened", async () => {
    await notify(complete, hook());
    expect(texts).toEqual([]);
    expect((await notify(failed, hook())).status).toBe(1);
    expect(texts).toEqual([
      "Deployment of 0123456 failed (staging: failure, prod: skipped)\nhttps://github.com/octo-org/platform/actions/runs/42",
    ]);
    expect(github.requests).toEqual([]);
  });

  test("that fails for a moment is asked again", async () => {
    statuses = [503];
    expect((await notify(failed, hook())).output).toContain("Posted to the webhook");
    expect(texts).toHaveLength(2);
  });

  test("that refuses the message is named without its address", async () => {
    statuses = [404];
    const { status, output } = await notify(failed, hook());
    expect([status, texts.length]).toEqual([1, 1]);
    expect(output).toContain(
      "The webhook in the secret NOTIFY_WEBHOOK_URL did not accept the message: status 404.",
    );
    expect(output).not.toContain("secret-path");
  });

  test("that is not set is reported with the command that sets it", async () => {
    const { status, output } = await notify(failed, { NOTIFY: "webhook" });
    expect([status, output]).toEqual([
      1,
      expect.stringContaining("NOTIFY_WEBHOOK_URL is not set. Add it as a secret"),
    ]);
  });
});

test("NOTIFY: none only fails the run", async () => {
  expect((await notify(failed, { NOTIFY: "none" })).status).toBe(1);
  expect(github.requests).toEqual([]);
});

test.each([
  ["NOTIFY is pager; it must be issue, sns, webhook, none or empty", complete, { NOTIFY: "pager" }],
  ["NEEDS is not the context `needs`", "{", {}],
  ["NEEDS is not the context `needs`", { ci: { result: "perhaps" } }, {}],
])("bad input is refused: %s", async (message, needs, env) => {
  const { status, output } = await notify(needs, env);
  expect([status, output]).toEqual([1, expect.stringContaining(message)]);
});

test("without permission to write issues, the command says so and fails", async () => {
  github.store.permissions.clear();
  const { status, output } = await notify(failed);
  expect([status, output]).toEqual([
    1,
    expect.stringContaining("The job needs these permissions: issues: write"),
  ]);
});

test("--dry-run prints the notification and sends nothing", async () => {
  const { output } = await notify(failed, {}, "--dry-run");
  expect(output).toContain("# Deployment of 0123456 failed (staging: failure, prod: skipped)");
  expect(github.requests).toEqual([]);
});
