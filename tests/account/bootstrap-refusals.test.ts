import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { openBackend } from "@groundwork/state/backend";
import { readState } from "@groundwork/state/stacks";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { realEngine } from "../index/state/engine";
import { openAccount } from "./account";
import { kmsDenies, s3Denies, startProxy } from "./proxy";

const BUCKET = "groundwork-state-111122223333-us-east-1";
const ME = "arn:aws:sts::111122223333:assumed-role/developer/me";

let moto: Moto;
let before: Awaited<ReturnType<typeof startProxy>>;
let account: Awaited<ReturnType<typeof openAccount>>;
beforeAll(async () => {
  moto = await startMoto();
  before = await startProxy(moto);
  account = await openAccount(before.moto, await realEngine());
}, 120_000);
afterAll(async () => {
  account?.close();
  before?.close();
  await moto?.stop();
});

/** Every rejection says what to do, and prints no stack trace. */
async function refused(env: NodeJS.ProcessEnv = {}, given?: readonly string[]): Promise<string> {
  const { status, output } = await account.bootstrap(env, given);
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(status).toBe(1);
  return output;
}

describe("bootstrap stops before any change", () => {
  afterEach(() => {
    expect(account.cloud.list()).toEqual([]);
    expect(account.hasLocalState()).toBe(false);
  });
  const with_ = (option: string, value: string) =>
    account.args.map((each, at) => (account.args[at - 1] === option ? value : each));

  test("without credentials", async () => {
    const none = {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
    expect(await refused({ ...none, AWS_CONFIG_FILE: "/dev/null" })).toMatch(
      /There are no AWS credentials\. Sign in/,
    );
  });

  test("when Ctrl-C is typed at its question, and ends with status 130", async () => {
    const { status, output } = await account.answerBootstrap(/Id of the AWS account.*: /, "\u0003");
    expect(output).not.toMatch(/AbortError|^\s+at /m);
    expect(output).toMatch(/Interrupted/);
    expect(status).toBe(130);
  });

  test("with credentials of another account, and names the account", async () => {
    expect(await refused({}, with_("--account", "999988887777"))).toMatch(
      /credentials are of account 111122223333 .* settings are for 999988887777/,
    );
  });

  test("with a shell that is configured for another region", async () => {
    expect(await refused({ AWS_REGION: "eu-west-1" })).toMatch(
      /AWS_REGION is eu-west-1, and the settings are for us-east-1\. Set AWS_REGION=us-east-1/,
    );
  });

  test("with settings that the first preview rejects, and the stack's file stays as it is", async () => {
    const file = join(account.folder, "Pulumi.main.yaml");
    const text = "# ours\nconfig:\n  groundwork-bootstrap:deployedFromMain:   [review]\n";
    writeFileSync(file, text);
    try {
      const output = await refused();
      expect(output).toMatch(/deployedFromMain\[0\]\n.*given: +review/);
      expect(readFileSync(file, "utf8")).toBe(text);
    } finally {
      rmSync(file);
    }
  });

  test("when the first preview fails, and no stack's file is written", async () => {
    const project = join(account.folder, "Pulumi.yaml");
    const text = readFileSync(project, "utf8");
    writeFileSync(project, text.replace(/(deployedFromMain:[\s\S]*?default: )\[[^\]]*\]/, "$1[review]"));
    try {
      expect(await refused()).toMatch(/deployedFromMain\[0\]/);
      expect(readdirSync(account.folder)).toEqual(["Pulumi.yaml"]);
    } finally {
      writeFileSync(project, text);
    }
  });

  test("with missing settings, and lists them", async () => {
    const output = await refused({}, ["--folder", account.folder, "--yes", "--account", "111122223333"]);
    expect(output).toMatch(/--region: .*\n.*--repository: .*\n.*--alarm-address: /);
  });

  test("when another account owns the bucket's name, and names the setting to change", async () => {
    before.gate.refuse = ({ method, path }) =>
      method === "HEAD" && path.startsWith(`/${BUCKET}`)
        ? s3Denies(ME, "s3:ListBucket", `arn:aws:s3:::${BUCKET}`)
        : undefined;
    expect(await refused()).toMatch(
      new RegExp(`bucket name ${BUCKET} is used by another AWS account.*--name-prefix.*Nothing was changed`),
    );
  });
});

describe("a missing permission", () => {
  test("to create a role: the error of AWS and the next step are shown, and created resources are kept in the state", async () => {
    before.gate.refuse = () => undefined;
    // Follows the advice in the error message.
    account.cloud.before = ({ kind, type }) => {
      if (kind !== "create" || type !== "aws:iam/role:Role") return;
      throw new Refusal(`AccessDenied: User: ${ME} is not authorized to perform: iam:CreateRole`);
    };
    const output = await refused({}, [...account.args, "--name-prefix", "octo-org"]);
    account.cloud.before = () => undefined;
    expect(output).toMatch(/not authorized to perform: iam:CreateRole/);
    expect(output).toMatch(
      /Your identity lacks the permission.*run `npx --no groundwork bootstrap` again: it continues/,
    );
    expect(account.cloud.list().length).toBeGreaterThan(0);
    expect(account.hasLocalState()).toBe(true);
  });

  test("to write into the bucket: the local state is kept", async () => {
    before.gate.refuse = ({ method, path }) =>
      method === "PUT" && path.includes("/.pulumi/")
        ? s3Denies(ME, "s3:PutObject", `arn:aws:s3:::${path.slice(1)}`)
        : undefined;
    const output = await refused();
    expect(output).toMatch(/not authorized to perform: s3:PutObject/);
    expect(output).toMatch(
      /Your identity lacks the permission.*run `npx --no groundwork bootstrap` again: it continues/,
    );
    expect(account.hasLocalState()).toBe(true);
  });

  test("to encrypt with the new key: the local state is kept", async () => {
    before.gate.refuse = ({ target }) =>
      /^TrentService\.(Encrypt|GenerateDataKey)/.test(target)
        ? kmsDenies(ME, `kms:${target.split(".")[1]}`, "arn:aws:kms:us-east-1:111122223333:key/1")
        : undefined;
    const output = await refused();
    expect(output).toMatch(/not authorized to perform: kms:/);
    expect(output).toMatch(
      /Your identity lacks the permission.*run `npx --no groundwork bootstrap` again: it continues/,
    );
    expect(account.hasLocalState()).toBe(true);
  });

  test("is added: the next run completes, and nothing is created twice", async () => {
    before.gate.refuse = () => undefined;
    const { status, output } = await account.bootstrap();
    expect(output).toMatch(/Step 4 of 4/);
    expect(status).toBe(0);
    expect(account.hasLocalState()).toBe(false);
    Object.assign(process.env, before.moto.env);
    const url = "s3://octo-org-state-111122223333-us-east-1?region=us-east-1&use_path_style=true";
    const { resources } = await readState(openBackend(url), {
      project: "groundwork-bootstrap",
      stack: "main",
    });
    const known = new Set(resources.map(({ id }) => id));
    expect(account.cloud.list().filter(({ id }) => !known.has(id))).toEqual([]);
  });
});
