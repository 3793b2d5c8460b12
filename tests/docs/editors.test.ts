import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");
/** Editors allow comments in these files. Without comments, every tool can read them. */
const json = (file: string) => Object(JSON.parse(read(file)));

test("the dev container has the Node.js version of .nvmrc, and prepares the two commands of the README", () => {
  const container = json(".devcontainer/devcontainer.json");
  // The image has a tag for each major version: https://mcr.microsoft.com/artifact/mar/devcontainers/javascript-node
  const [major] = read(".nvmrc").trim().replace(/^v/, "").split(".");
  expect(container.image).toBe(`mcr.microsoft.com/devcontainers/javascript-node:${major}`);
  const [, block = ""] = /## Two commands[\s\S]*?```sh\n([\s\S]*?)```/.exec(read("README.md")) ?? [];
  const [install, command = ""] = block.trim().split("\n");
  expect(container.postCreateCommand).toBe(install);
  const [, script = ""] = /^npm run (\S+)$/.exec(command) ?? [];
  expect(Object.keys(json("package.json").scripts)).toContain(script);
  const [, port] = /\.default\((\d+)\)/.exec(read("app/local/options.ts")) ?? [];
  expect(container.forwardPorts).toEqual([Number(port)]);
});

test("the editor formats as npm run format does, and recommends the extension for it", () => {
  const settings = json(".vscode/settings.json");
  const { recommendations } = json(".vscode/extensions.json");
  expect(json("package.json").scripts.format).toMatch(/^biome /);
  expect(settings["editor.defaultFormatter"]).toBe("biomejs.biome");
  expect(recommendations).toContain(settings["editor.defaultFormatter"]);
  expect(json(".devcontainer/devcontainer.json").customizations.vscode.extensions).toEqual(recommendations);
  expect(existsSync(join(projectFolder, settings["typescript.tsdk"], "tsserver.js"))).toBe(true);
});
