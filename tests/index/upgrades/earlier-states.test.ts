/**
 * States of version 0.1.0, as `pulumi stack export` gives them, with what then existed in the simulated cloud. The program has
 * been reorganised since: in a stack of that version, nothing changes but what docs/upgrades.md lists.
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
    expect(same).toBeGreaterThan(40);
    return changes.map(({ op, urn, properties }) => `${op} ${urn} ${properties.join(", ")}`);
  } finally {
    opened.close();
  }
}

/**
 * The API's pods get the application's limits and the memory that the largest photos need, and the quota grows with it. The name
 * of a ConfigMap changes with its content, so that the pods roll out: the new one exists before the old one is deleted.
 */
const limitsOfApi = [
  "update Namespace$kubernetes:core/v1:ResourceQuota::gallery spec",
  "create-replacement Configuration$kubernetes:core/v1:ConfigMap::gallery-api data",
  "replace Configuration$kubernetes:core/v1:ConfigMap::gallery-api data",
  "update Workload$kubernetes:apps/v1:Deployment::gallery-api spec",
  "delete-replaced Configuration$kubernetes:core/v1:ConfigMap::gallery-api ",
];

test.each(["dev", "prod"])("%s of version 0.1.0 previews only the new limits of the API", async (stack) => {
  const project = join(folder, stack);
  mkdirSync(project);
  copyFileSync(join(projectFolder, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  const settings = `Pulumi.${stack}.yaml`;
  // docs/upgrades.md, "From version 0.1.0": the new version rejects prod's earlier limit.
  const earlier = readFileSync(join(__dirname, "states", settings), "utf8");
  const text = earlier.replace("apiMemoryLimitMib: 768", "apiMemoryLimitMib: 1408");
  expect(text === earlier).toBe(stack === "dev");
  writeFileSync(join(project, settings), text);
  const gallery = `urn:pulumi:${stack}::groundwork::groundwork:k8s:Gallery$groundwork:k8s:`;
  const changes = await previewOn(stack, stack, project, async () => groundwork());
  expect(changes.map((change) => change.replace(gallery, ""))).toEqual(limitsOfApi);
});

/** Policies are divided and name each call, the preview role loses ReadOnlyAccess, and Lambda can pull. */
const [policy, attachment] = ["aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"];
const environments = ["dev", "prod", "review"];
const added = [
  ...environments.flatMap((name) => [`deploy-${name}-services`, `deploy-${name}-stack`]),
  "preview-stacks",
];
const changed = [...environments.flatMap((name) => [`boundary-${name}`, `deploy-${name}`]), "preview"];
const changesOfAccount = [
  ...["images", "review-images"].map((name) => `create aws:ecr/repositoryPolicy:RepositoryPolicy::${name}`),
  ...added.flatMap((name) => [`create ${policy}::${name}`, `create ${attachment}::${name}`]),
  ...changed.map((name) => `update ${policy}::${name} policy`),
  `delete ${attachment}::preview-managed`,
];

test("an account that version 0.1.0 bootstrapped previews only changed policies", async () => {
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
  const changes = await previewOn("account", "main", project, async () => bootstrap());
  const short = changes.map((change) =>
    change.replace(/urn:pulumi:main::groundwork-bootstrap::\S*\$/, "").trim(),
  );
  expect(short.sort()).toEqual(changesOfAccount.sort());
});
