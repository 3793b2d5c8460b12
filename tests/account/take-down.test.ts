import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { realEngine, runShell } from "../index/state/engine";
import { openAccount } from "./account";

const BACKEND = "s3://groundwork-state-111122223333-us-east-1?region=us-east-1&use_path_style=true";

let moto: Moto;
let account: Awaited<ReturnType<typeof openAccount>>;
beforeAll(async () => {
  moto = await startMoto();
  account = await openAccount(moto, await realEngine());
}, 600_000);
afterAll(async () => {
  account?.close();
  await moto?.stop();
});

/** The commands of a section of docs/state.md, without the one that changes to bootstrap's folder. */
function documented(section: string): string {
  const text = readFileSync(join(__dirname, "../../docs/state.md"), "utf8");
  const [, block = ""] = /```\n([\s\S]*?)```/.exec(text.split(`## ${section}\n`)[1] ?? "") ?? [];
  expect(block).toContain("cd account\n");
  return block.replace("cd account\n", "");
}

test("the documented commands remove everything that bootstrap created", async () => {
  expect(await account.bootstrap()).toMatchObject({ status: 0 });
  account.edit("stateProtection", "off");
  expect(await account.bootstrap()).toMatchObject({ status: 0 });

  const { status, output } = await runShell(documented("Take everything down"), {
    cwd: account.folder,
    // No user is there to confirm.
    env: { ...account.env, PULUMI_BACKEND_URL: BACKEND, PULUMI_SKIP_CONFIRMATIONS: "true" },
  });
  expect(output).toMatch(/- \d+ deleted/);
  expect(status).toBe(0);
  expect(account.cloud.list()).toEqual([]);
});
