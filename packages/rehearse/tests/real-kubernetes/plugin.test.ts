import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unavailable } from "../../errors/unavailable";
import { findPlugin } from "../../real-kubernetes/plugin";

const program = "pulumi-resource-kubernetes";
const { PATH } = process.env;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "plugins-"));
  process.env.PATH = join(home, "bin");
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(home, { recursive: true });
});

function put(...folder: string[]): string {
  const file = join(home, ...folder, program);
  mkdirSync(join(home, ...folder), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}
const find = () => findPlugin("4.34.2", { PULUMI_HOME: home });

test("the version that the SDK asks for is found in Pulumi's folder, before one on PATH", () => {
  const onPath = put("bin");
  expect(find().path).toBe(onPath);
  const installed = put("plugins", "resource-kubernetes-v4.34.2");
  expect(find().path).toBe(installed);
});

test("without the plugin, the message has the folder, the versions in it and the command that installs it", () => {
  put("plugins", "resource-kubernetes-v4.30.0");
  expect(find).toThrow(Unavailable);
  expect(find).toThrow(/It contains 4\.30\.0\..*pulumi plugin install resource kubernetes 4\.34\.2/s);
});
