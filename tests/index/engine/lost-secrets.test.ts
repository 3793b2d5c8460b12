/** Secrets that were deleted in AWS, without a way back: the state still has what was in them. docs/backups.md has the command. */
import { open, type TestStack } from "./engine";

const secretType = "aws:secretsmanager/secret:Secret";
const versionType = "aws:secretsmanager/secretVersion:SecretVersion";

let dev: TestStack;
beforeAll(async () => {
  dev = await open("dev");
  dev.set({ monitoring: "off" });
  await dev.run("up");
}, 300_000);
afterAll(() => dev?.close());

const contents = () => dev.cloud.list(versionType).map(({ name, inputs }) => [name, inputs.secretString]);

test("a refresh and an update create them again with the same content, and change no password", async () => {
  const before = contents();
  const passwords = () =>
    dev.cloud.list("aws:rds/instance:Instance").map(({ id, inputs }) => [id, inputs.password]);
  const [given, names] = [passwords(), dev.cloud.list(secretType).map(({ name }) => name)];
  expect(names.length).toBeGreaterThan(0);
  for (const type of [versionType, secretType])
    for (const { id } of dev.cloud.list(type)) dev.cloud.tamper(type, id, "delete");
  expect(contents()).toEqual([]);
  await dev.run("refresh");
  await dev.run("up");
  expect(dev.cloud.list(secretType).map(({ name }) => name)).toEqual(names);
  expect(contents()).toEqual(before);
  expect(passwords()).toEqual(given);
  expect(await dev.run("preview")).toEqual([]);
}, 300_000);
