/**
 * States of version 0.1.0, as `pulumi stack export` gives them, with what then existed in the simulated cloud. The program has
 * been laid out anew since: an adopter's stack must not notice.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { newCloud } from "@groundwork/rehearse/cloud";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import bootstrap from "../../../account";
import groundwork from "../../../index";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-earlier-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Previews a program on an earlier state; gives what would change, as `update NAME`. */
async function previewOn(name: string, stack: string, project: string, program: PulumiFn): Promise<string[]> {
  const file = join(__dirname, "states", `${name}.json.gz`);
  const { version, deployment, cloud: earlier } = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const cloud = newCloud();
  cloud.restore({ resources: earlier.resources, created: new Map(earlier.created) });
  const state = mkdtempSync(join(folder, "state-"));
  const opened = await openStack({
    engine: (await engine()).command,
    folder: project,
    stack,
    cloud,
    program,
    backend: {
      url: `file://${state}?metadata=skip`,
      secretsProvider: "passphrase",
      env: { PULUMI_CONFIG_PASSPHRASE: "fixture" },
    },
  });
  try {
    await opened.stack.importStack({ version, deployment });
    const { changes, same } = await operate(opened.stack, "preview");
    expect(same).toBeGreaterThan(50);
    return changes.map(({ op, urn, properties }) => `${op} ${urn} ${properties.join(", ")}`);
  } finally {
    opened.close();
  }
}

test.each(["dev", "prod"])("%s of version 0.1.0 previews without changes", async (stack) => {
  const project = join(folder, stack);
  mkdirSync(project);
  copyFileSync(join(projectFolder, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  const settings = `Pulumi.${stack}.yaml`;
  copyFileSync(join(__dirname, "states", settings), join(project, settings));
  expect(await previewOn(stack, stack, project, async () => groundwork())).toEqual([]);
});

test("an account that version 0.1.0 bootstrapped previews without changes", async () => {
  const project = join(folder, "account");
  const settings = `config:
  groundwork-bootstrap:accountId: "111122223333"
  groundwork-bootstrap:region: us-east-1
  groundwork-bootstrap:repository: octo-org/garden
  groundwork-bootstrap:alarmAddress: money@example.com
  groundwork-bootstrap:deployedFromEnvironment: [prod, review]
`;
  mkdirSync(project);
  copyFileSync(join(projectFolder, "account", "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  writeFileSync(join(project, "Pulumi.main.yaml"), settings);
  expect(await previewOn("account", "main", project, async () => bootstrap())).toEqual([]);
});
