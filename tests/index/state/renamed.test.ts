/** Commands that reach AWS's APIs and the state, in a project that has another name. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { openBackend } from "@groundwork/state/backend";
import { listStacks } from "@groundwork/state/stacks";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { mirrorInto } from "../../account/account";
import { realEngine } from "./engine";
import { openSmallProject } from "./small-project";

const NAME = "acme";
const BACKEND = `s3://${NAME}-state-111122223333-us-east-1?region=us-east-1&use_path_style=true`;
const IMAGE = `111122223333.dkr.ecr.us-east-1.amazonaws.com/${NAME}/gallery@sha256:${"a".repeat(64)}`;
const IMAGES = `--gallery ${IMAGE} --thumbnailer ${IMAGE}`;

let moto: Moto;
let small: Awaited<ReturnType<typeof openSmallProject>>;
const cloud = newCloud();
beforeAll(async () => {
  const [server, engine] = await Promise.all([startMoto(), realEngine()]);
  moto = server;
  Object.assign(process.env, moto.env);
  mirrorInto(moto, cloud);
  small = await openSmallProject(engine, moto, BACKEND, { name: NAME, cloud });
}, 600_000);
afterAll(async () => {
  small?.close();
  await moto?.stop();
});

const groundwork = (line: string) => small.run(`npx --no groundwork ${line}`);

test("bootstrap names buckets, roles and policies after the project", async () => {
  const given =
    "--account 111122223333 --region us-east-1 --repository octo-org/garden --alarm-address a@example.com";
  const { status, output } = await groundwork(`bootstrap --yes ${given}`);
  expect(output).toContain(`url: s3://${NAME}-state-111122223333-us-east-1?region=us-east-1`);
  expect(output).toContain(`AWS_ROLE_DEPLOY_DEV=arn:aws:iam::111122223333:role/${NAME}-deploy-dev`);
  expect(output).toContain(`${NAME}:rolePermissionsBoundary:`);
  expect(status).toBe(0);
  const names = cloud
    .list()
    .flatMap(({ inputs }) => [inputs.bucket, inputs.name].flatMap((each) => each ?? []));
  expect(names.filter((name) => String(name).includes("groundwork"))).toEqual([]);
});

test("a stack is previewed and deployed", async () => {
  const init = `stack init dev --secrets-provider='awskms:///alias/${NAME}-secrets?region=us-east-1&context_stack=dev'`;
  expect((await small.run(`pulumi ${init}`)).status).toBe(0);
  expect((await groundwork("preview dev")).output).toMatch(/succeeded, 3 to change/);
  // The small program has no gallery to test.
  const { output } = await groundwork(`deploy dev ${IMAGES}`);
  expect(output).toMatch(/Updated in[\s\S]*has no outputs galleryUrl/);
  expect((await groundwork("rollback dev --list")).output).toContain(IMAGE);
  const stacks = await listStacks(openBackend(BACKEND));
  expect(stacks.map(({ project, stack }) => `${project}/${stack}`)).toContain(`${NAME}/dev`);
});

test("the stack of a pull request is created, and swept when the pull request is closed", async () => {
  expect((await groundwork(`review up --pull-request 7 ${IMAGES}`)).output).toMatch(/Updated in/);
  const swept = await small.run("env $GITHUB npx --no groundwork review sweep");
  expect(swept).toEqual({ status: 0, output: expect.stringContaining("pr-7 is removed") });
  const stacks = await listStacks(openBackend(BACKEND));
  expect(stacks.map(({ stack }) => stack)).not.toContain("pr-7");
});
