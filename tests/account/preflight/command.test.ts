/** `groundwork preflight`, as a person starts it. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { bin } from "@groundwork/cli/tests/command";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { type MotoWithAnswers, startMotoWithAnswers } from "@groundwork/testbed/moto/answers";
import { ACCOUNT, builds, goodAnswers, prepareMoto, ROLES } from "./account";

jest.setTimeout(120_000);

let moto: MotoWithAnswers;
beforeAll(async () => {
  moto = await startMotoWithAnswers(ACCOUNT);
  await prepareMoto(moto);
});
beforeEach(async () => {
  await moto.clear();
  await moto.give(...goodAnswers(moto));
});
afterAll(() => moto?.stop());

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command against moto; `started` can interrupt it. */
function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  started: (kill: (signal: NodeJS.Signals) => void) => unknown = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [bin, "preflight", "--timeout", "60", ...args], {
    cwd: projectFolder,
    env: { ...process.env, GITHUB_ACTIONS: "", ...moto.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  void started((signal) => child.kill(signal));
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, stdout, stderr })));
}

/** A server that accepts connections and never answers. */
async function listen() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : address}` };
}

/** The URL of a port on which nothing listens. */
async function closedPort(): Promise<string> {
  const { server, url } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return url;
}

test("dev in a prepared account passes, and the table shows what was asked", async () => {
  const { status, stdout, stderr } = await run(["dev"]);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^ {2}ok +Account of region us-east-1: 111122223333, as arn:aws:sts::/);
  expect(stdout).toContain("  ok         Zone us-east-1a: use1-az6, available\n");
  expect(stdout).toMatch(
    /\n19 asked: 19 ok, 0 warnings, 0 problems; 0 not asked\.\nPassed: an `up` of "dev" can begin\.\n$/,
  );
  expect(status).toBe(0);
});

test("a problem stands with what to do about it, and the exit status is 1", async () => {
  await moto.give(builds(0));
  const { status, stdout } = await run(["prod"]);
  expect(stdout).toContain(
    "  PROBLEM    CodeBuild builds, Linux/Medium: 0 at a time\n" +
      "               → Request an increase, which can take days: aws service-quotas request-service-quota-increase " +
      "--service-code codebuild --quota-code L-2DC20C30 --desired-value 1 --region us-east-1\n",
  );
  expect(stdout).toMatch(/1 problem; 0 not asked\.\nFailed: /);
  expect(status).toBe(1);
});

test("--json prints the findings", async () => {
  const { status, stdout } = await run(["dev", "--json"]);
  const { stack, identity, findings, passed } = JSON.parse(stdout);
  expect([stack, identity.account, passed, status]).toEqual(["dev", ACCOUNT, true, 0]);
  expect(findings).toContainEqual({
    asked: `Role arn:aws:iam::${ACCOUNT}:role/${ROLES[0]}`,
    result: "ok",
    found: "exists",
    advice: "",
  });
});

test("the images of a deployment are asked for instead of those in the file", async () => {
  const image = (name: string) => `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/groundwork/${name}:9.9.9`;
  const { status, stdout } = await run([
    "dev",
    ...["--gallery", image("gallery"), "--thumbnailer", image("thumbnailer")],
  ]);
  expect(stdout).toContain(
    `PROBLEM    Image ${image("gallery")}: the repository groundwork/gallery has no 9.9.9`,
  );
  expect(stdout).not.toContain(":0.1.0");
  expect(status).toBe(1);
});

describe("without an answer about the identity, nothing else is asked:", () => {
  const asked = async () => (await moto.record()).called;
  const none = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };

  test("no credentials", async () => {
    const { status, stderr } = await run(["dev"], {
      ...none,
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
    });
    expect(stderr).toMatch(/There are no AWS credentials\. Sign in[\s\S]*Nothing was asked\./);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
  });

  test("expired credentials", async () => {
    const error = { code: "ExpiredToken", message: "The security token included in the request is expired" };
    await moto.give({ service: "sts", operation: "GetCallerIdentity", error });
    const { status, stderr } = await run(["dev"]);
    expect(stderr).toMatch(
      /AWS does not accept these credentials\. Sign in again;.*\n.*token.*is expired\nNothing was asked\./,
    );
    expect(status).toBe(1);
  });

  test("AWS cannot be reached", async () => {
    const before = await asked();
    const { status, stderr } = await run(["dev"], { AWS_ENDPOINT_URL: await closedPort() });
    expect(stderr).toMatch(
      /AWS cannot be reached\. Check the network.*\n.*127\.0\.0\.1:\d+.*ECONNREFUSED.*\nNothing was asked\./,
    );
    expect(status).toBe(1);
    expect(await asked()).toEqual(before);
  });

  test("credentials of another account", async () => {
    const answer = {
      Account: "999988887777",
      UserId: "AIDAEXAMPLE",
      Arn: "arn:aws:iam::999988887777:user/ann",
    };
    await moto.give({ service: "sts", operation: "GetCallerIdentity", answer });
    const { status, stdout } = await run(["dev"]);
    expect(stdout).toMatch(
      /PROBLEM +Account of region us-east-1: your credentials are of 999988887777 \(.*user\/ann\), and arn:aws:iam::111122223333:policy\/groundwork-boundary-dev is in 111122223333/,
    );
    expect(stdout).toContain("change the lines marked EDIT in Pulumi.dev.yaml. Nothing else was asked.");
    expect(stdout).toContain("1 asked: 0 ok, 0 warnings, 1 problem; 0 not asked.");
    expect(status).toBe(1);
  });
});

test("a service that cannot be reached is named, and the others are asked", async () => {
  const { status, stdout } = await run(["dev"], { AWS_ENDPOINT_URL_EKS: await closedPort() });
  expect(stdout).toMatch(
    /NOT ASKED {2}Kubernetes 1\.36: eks:DescribeClusterVersions: 127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/,
  );
  expect(stdout).toMatch(/18 asked: 18 ok, 0 warnings, 0 problems; 1 not asked\.\nFailed: /);
  expect(status).toBe(1);
});

test("Ctrl-C ends a preflight that waits, with status 130", async () => {
  const { server, url } = await listen();
  const { status, stderr } = await run(["dev"], { AWS_ENDPOINT_URL_EKS: url }, (kill) =>
    server.once("connection", () => kill("SIGINT")),
  );
  server.close();
  expect(stderr).toContain("Interrupted (SIGINT).");
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).toBe(130);
});

test.each([
  [["nowhere"], /Pulumi\.nowhere\.yaml/],
  [["dev", "--timeout", "0"], /must be a number from 1 to 60 seconds/],
  [["dev", "--gallery", "a:1.0.0"], /--thumbnailer is missing/],
  [["dev", "--gallery", "a:latest", "--thumbnailer", "b:1.0.0"], /--gallery is a:latest; it must be/],
])("%j is rejected", async (args, message) => {
  const { status, stderr } = await run(args);
  expect(stderr).toMatch(message);
  expect(status).toBe(1);
});
