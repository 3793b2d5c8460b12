/**
 * With its state in S3 the engine can sign a link from which the whole state is downloaded without credentials, and many can
 * read a job's log. Each command runs here like that of a user, and its output is searched for such a link.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { groups } from "@groundwork/cli/catalogue";
import { openBackend } from "@groundwork/state/backend";
import { stateKey } from "@groundwork/state/stacks";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { openAccount } from "../../account/account";
import { drawn } from "../../drawn";
import { type Ran, realEngine } from "./engine";
import { openSmallProject } from "./small-project";

const FOLDER = join(__dirname, "../../..");
const BACKEND = "s3://groundwork-state-111122223333-us-east-1?region=us-east-1&use_path_style=true";
const KEY = "awskms:///alias/groundwork-secrets?region=us-east-1&context_stack";
const SIGNED = /X-Amz-(Signature|Credential|Security-Token)|Permalink/i;
const STATE = stateKey({ project: "groundwork", stack: "dev" });
const LOCK = ".pulumi/locks/organization/groundwork/dev/other.json";
const AUDIT = "urn:pulumi:dev::groundwork::aws:cloudwatch/logGroup:LogGroup::audit";
const [IMAGES, LATER] = ["a", "b"].map((digit) => {
  const image = `111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery@sha256:${digit.repeat(64)}`;
  return `--gallery ${image} --thumbnailer ${image}`;
});

/** A command, a pattern in its output that shows its success, and a function that runs before it. */
type Typed = readonly [line: string, says: RegExp, before?: () => Promise<unknown>];

/** Commands whose state is in a temporary folder, or that evaluate the program without an engine. */
const inFolders: readonly Typed[] = [
  ["npm run plan -- dev", /resources/],
  ["npx --no groundwork report dev", /report\.html/],
  ["npx --no groundwork cost dev", /a month/],
  ["npx --no groundwork chart dev", /templates in out\/dev\/chart/],
  ["npx --no groundwork policies", /mandatory/],
  ["npm run rehearse -- dev", /Passed: "dev"/, async () => small.addPolicyPack()],
];

/** The commands in order: each uses the results of the previous ones. Add new commands that use the engine or the state. */
const typed: readonly Typed[] = [
  ["npx --no groundwork preview dev", /succeeded, 3 to change/],
  ["npx --no groundwork drift --preview dev=out/dev/preview.json --dry-run", /dev: drifted/],
  ["npx --no groundwork preview-comment --preview dev=out/dev/preview.json --dry-run", /3 to create/],
  [`npx --no groundwork deploy dev ${IMAGES}`, /Updated in[\s\S]*has no outputs galleryUrl/],
  [`npx --no groundwork deploy dev ${LATER} --dry-run`, /Would deploy to dev/],
  [`npx --no groundwork deploy dev ${LATER}`, /Updated in/],
  ["npx --no groundwork images dev --deployed", /Pulumi.dev.yaml names/],
  ["npx --no groundwork rollback dev --list", /deploy/],
  ["npx --no groundwork rollback dev --to 1", /Returning to version 1[\s\S]*Updated in/],
  ["npx --no groundwork smoke --stack dev", /The stack dev has no outputs galleryUrl/],
  ["npx --no groundwork e2e --stack dev", /The stack dev has no outputs galleryUrl/],
  [
    "npx --no groundwork upgrade dev postgres 18.7 --dry-run",
    /update database-primary[\s\S]*nothing was changed/,
  ],
  ["npx --no groundwork upgrade dev postgres 18.7", /Done/],
  ["npx --no groundwork restore dev --to latest --dry-run", /refused; nothing was changed/],
  ["npx --no groundwork drill dev", /The drill of dev did not begin/],
  ["npx --no groundwork drill --issue out/dev/drill.json --dry-run", /The drill of dev is not complete/],
  ["npx --no groundwork restore photos dev --dry-run", /has no output photoBucket/],
  [`npx --no groundwork review up --pull-request 7 ${IMAGES}`, /Updated in/],
  ["env $GITHUB npx --no groundwork review sweep --dry-run", /Would remove pr-7/],
  ["npx --no groundwork review down --pull-request 7", /pr-7 is removed/],
  ["npx --no groundwork state list", /groundwork\/dev /],
  [`npx --no groundwork deploy dev ${LATER}`, /locked by 1 lock/, () => store().write(LOCK, aLock())],
  ["npx --no groundwork state locks --stack dev", /dev is locked/],
  ["npx --no groundwork state unlock --stack dev --holder-is-gone", /Removed/],
  ["npx --no groundwork state pending --stack dev", /LogGroup::audit/, cutOff],
  // The pair that `state pending` suggests.
  [
    `npx --no groundwork state adopt --stack dev $(npx --no groundwork state pending --stack dev | grep -o "${AUDIT}=[^']*")`,
    /Adopted 1, forgot 0/,
  ],
  ["npx --no groundwork state releases --stack dev", /Kubernetes provider/],
  ["npx --no groundwork release dev status", /dev has rolling updates only/],
  ["npx --no groundwork preflight dev", /asked: \d+ ok/],
  ["npx --no groundwork shell dev --close", /cluster/],
  ["npx --no groundwork state versions --stack dev", /\(current\)/],
  ["npx --no groundwork state restore --stack dev", /Restored version/, () => store().write(STATE, "<html>")],
  ...drawn(inFolders, 1),
  // Commands in the documents.
  ["pulumi preview -s dev --refresh --diff", /unchanged/],
  ["pulumi up -s dev --yes", /Resources:/],
  ["pulumi stack output -s dev", /galleryImage/],
  [`pulumi stack change-secrets-provider '${KEY}=dev' -s dev`, /^/],
  ["pulumi destroy -s dev --yes", /deleted/],
];

/** Excluded commands: their state is in a temporary folder, they take an hour, or they need a browser or a compiler. */
const excluded = ["bench", "faults"];

/** Their modules reach the engine or the state, and they do not: they read files, build images or call GitHub. */
const withoutState = ["environments", "image build", "notify", "adopt"];

let moto: Moto;
let small: Awaited<ReturnType<typeof openSmallProject>>;
let account: Awaited<ReturnType<typeof openAccount>>;
let bootstrapped: Ran;
beforeAll(async () => {
  const [server, engine] = await Promise.all([startMoto(), realEngine()]);
  moto = server;
  Object.assign(process.env, moto.env);
  account = await openAccount(moto, engine);
  bootstrapped = await account.bootstrap();
  small = await openSmallProject(engine, moto, BACKEND);
}, 600_000);
afterAll(async () => {
  small?.close();
  account?.close();
  await moto?.stop();
});

const store = () => openBackend(BACKEND);
const aLock = () => JSON.stringify({ pid: 1, username: "runner", hostname: "other", timestamp: new Date() });

/** Marks the creation of the log group as interrupted. */
async function cutOff(): Promise<void> {
  const state = JSON.parse((await store().read(STATE)) ?? "");
  const { latest } = state.checkpoint;
  const resource = latest.resources.find(({ urn }: { urn: string }) => urn === AUDIT);
  latest.resources = latest.resources.filter((each: unknown) => each !== resource);
  latest.pending_operations = [{ type: "creating", resource }];
  await store().write(STATE, JSON.stringify(state));
}

function check({ output }: Ran, says: RegExp): void {
  expect(output.split("\n").filter((line) => SIGNED.test(line))).toEqual([]);
  expect(output).toMatch(says);
}

test("npx --no groundwork bootstrap prints no signed link", () => check(bootstrapped, /pulumi stack init/));

test("pulumi stack init, as bootstrap prints it, prints no signed link", async () =>
  check(await small.run(`pulumi stack init dev --secrets-provider='${KEY}=dev'`), /Created stack 'dev'/));

for (const [line, says, before] of typed)
  test(`${line.slice(0, 80)} prints no signed link`, async () => {
    await before?.();
    check(await small.run(line), says);
  });

test("with the permalink enabled, the engine prints a signed link, which the pattern matches", async () => {
  const { output } = await small.run("pulumi preview -s dev --suppress-permalink=false");
  expect(output).toMatch(SIGNED);
});

test("every command that uses the engine or the state is in the list", () => {
  const names = groups.flatMap(({ commands }) => commands.map(({ name }) => name));
  const reaches = names.filter((name) =>
    reachesState(join(FOLDER, "packages/cli/commands", `${name.replace(" ", "/")}.ts`)),
  );
  const isListed = (name: string) =>
    ["bootstrap", ...excluded, ...withoutState].includes(name) ||
    [...typed, ...inFolders].some(
      ([line]) => `${line} `.includes(`groundwork ${name} `) || line.startsWith(`npm run ${name} `),
    );
  expect(reaches).toEqual(expect.arrayContaining(["preview", "deploy", "state locks", "bootstrap"]));
  expect(reaches.filter((name) => !isListed(name))).toEqual([]);
});

/** Whether a file, or one that it imports, uses the Automation API, starts `pulumi`, or reads the backend. */
function reachesState(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  if (/from "@pulumi\/pulumi\/automation"|whereIs\("pulumi"\)|client-s3"/.test(text)) return true;
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?"((?:\.|@groundwork\/)[^"]+)"/gm)].some(
    ([, path = ""]) => {
      const at = path.startsWith(".")
        ? join(dirname(file), path)
        : join(FOLDER, path.replace("@groundwork", "packages"));
      const found = [`${at}.ts`, join(at, "index.ts")].find((each) => existsSync(each));
      return found !== undefined && reachesState(found, seen);
    },
  );
}
