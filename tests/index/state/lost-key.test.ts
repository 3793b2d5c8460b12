/** A stack file without the key of its secrets, as after `pulumi stack init` and `git checkout`. State in S3, secrets in KMS. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createBackend } from "@groundwork/testbed/moto/backend";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { realEngine } from "./engine";
import { openSmallProject } from "./small-project";

let moto: Moto;
let small: Awaited<ReturnType<typeof openSmallProject>>;
const file = () => join(small.project, "Pulumi.prod.yaml");
beforeAll(async () => {
  const [server, engine] = await Promise.all([startMoto(), realEngine()]);
  moto = server;
  const { url, secretsProvider } = await createBackend(moto, "groundwork-state", "prod");
  small = await openSmallProject(engine, moto, url);
  const committed = readFileSync(file(), "utf8");
  const lines = `pulumi stack init prod --secrets-provider='${secretsProvider}' && pulumi up -s prod --yes`;
  expect(await small.run(lines)).toMatchObject({ status: 0 });
  writeFileSync(file(), committed);
}, 600_000);
afterAll(async () => {
  small?.close();
  await moto?.stop();
});

test("rollback, preview and smoke report the missing key, and the lines that they print repair the file", async () => {
  let lines = "";
  for (const command of ["rollback prod", "preview prod", "smoke --stack prod"]) {
    const { status, output } = await small.run(`npx --no groundwork ${command}`);
    expect(output).toMatch(/Pulumi\.prod\.yaml does not contain the key of the stack's secrets/);
    expect(status).toBe(1);
    lines = /^secretsprovider: .*\nencryptedkey: .*$/m.exec(output)?.[0] ?? "";
  }
  writeFileSync(file(), `${lines}\n${readFileSync(file(), "utf8")}`);
  const { status, output } = await small.run("npx --no groundwork preview prod");
  expect(output).toMatch(/succeeded, 0 to change/);
  expect(status).toBe(0);
}, 300_000);
