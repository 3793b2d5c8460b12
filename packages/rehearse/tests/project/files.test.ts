import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackConfig, stacksIn } from "../../project/files";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "project-files-"));
  write(
    "Pulumi.yaml",
    "name: shop\nconfig:\n  size: { type: integer, default: 3 }\n  names: { default: [] }\n",
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string) {
  writeFileSync(join(folder, name), content);
}

test("a default applies unless the stack's file overrides it", () => {
  write("Pulumi.dev.yaml", "config:\n  shop:names: [a, b]\n");
  expect(readStackConfig(folder, "dev").config).toEqual({ "shop:size": "3", "shop:names": '["a","b"]' });
});

test("values of other namespaces are included, from both files", () => {
  write("Pulumi.yaml", "name: shop\nconfig:\n  aws:region: { value: eu-west-1 }\n");
  write("Pulumi.dev.yaml", "config:\n  pulumi:disable-default-providers: [aws]\n");
  expect(readStackConfig(folder, "dev").config).toEqual({
    "aws:region": "eu-west-1",
    "pulumi:disable-default-providers": '["aws"]',
  });
});

test("an encrypted value is listed as a secret, and its ciphertext is not passed to the program", () => {
  write("Pulumi.dev.yaml", "config:\n  shop:key: { secure: abc }\n  shop:names: [{ secure: def }]\n");
  const { config, secretKeys } = readStackConfig(folder, "dev");
  expect(secretKeys).toEqual(["shop:names", "shop:key"]);
  expect(config).toMatchObject({ "shop:key": "[secret]", "shop:names": '["[secret]"]' });
});

test("the error for an unknown stack lists the existing stacks", () => {
  write("Pulumi.dev.yaml", "");
  write("Pulumi.prod.yaml", "");
  expect(stacksIn(folder)).toEqual(["dev", "prod"]);
  expect(() => readStackConfig(folder, "staging")).toThrow(
    "There is no stack staging (no file Pulumi.staging.yaml); the stacks are: dev, prod",
  );
});

test("a key without a namespace, which Pulumi rejects, is rejected with the correct name", () => {
  write("Pulumi.dev.yaml", "config:\n  size: 4\n");
  expect(() => readStackConfig(folder, "dev")).toThrow("the key size has no namespace; write shop:size");
});

test("the error for an invalid YAML file names the file", () => {
  write("Pulumi.dev.yaml", "config: [");
  expect(() => readStackConfig(folder, "dev")).toThrow(/Pulumi\.dev\.yaml is not YAML/);
});
