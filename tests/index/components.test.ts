/** Rules for every component, checked on what the program registers: a new component is included automatically. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import * as ts from "typescript";
import { everyKind, imagesFor, shop } from "../applications/specs";
import { evaluated } from "../evaluated";
import { evaluateExample } from "../examples/programs";

const folders = ["applications", "infra", "k8s"];
const ours = /^groundwork:(infra|k8s):/;

/** The component classes in the source: name, file, and the outputs that they expose. */
const sources = folders.flatMap((folder) =>
  filesIn(join(__dirname, "../..", folder)).flatMap((file) => {
    const text = readFileSync(join(__dirname, "../..", folder, file), "utf8");
    return [...text.matchAll(/class (\w+) extends pulumi\.ComponentResource/g)].map(([, name = ""]) => ({
      name,
      token: `groundwork:${folder}:${name}`,
      text,
      outputs: [...text.matchAll(/^ {2}readonly (\w+): pulumi\.Output</gm)].map(([, output = ""]) => output),
    }));
  }),
);

const stacks = new Map<string, Evaluation>();
beforeAll(async () => {
  for (const stack of ["dev", "prod"]) stacks.set(stack, await evaluated(stack));
  const grafana = { grafanaHost: "grafana.example.com", grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ" };
  const changes = { ...grafana, databaseVault: "governance", grafanaAllowedCidrs: ["198.51.100.0/24"] };
  const release = {
    ...{ releases: { api: { strategy: "canary" } } },
    ...{ telemetry: "otlp", telemetryOtlpUrl: "https://otel.example.com" },
  };
  const copies = {
    recoveryKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    recoveryPhotoBucket: "groundwork-standby-photos-1a2b3c4",
  };
  const others = {
    applications: [...everyKind, shop],
    changes: { ...changes, ...imagesFor([...everyKind, shop]), ...release, ...copies },
  };
  stacks.set("everything that settings and applications can add", await evaluated("prod", others));
  stacks.set("with an OpenSearch domain", await evaluated("prod", { changes: { telemetry: "opensearch" } }));
  stacks.set("the example with a component that only examples use", await evaluateExample("second-team"));
  // Renames the provider: a resource that finds its provider by name instead of its options fails.
  stacks.set(
    "renamed",
    await evaluated("dev", { rename: (name) => `copy-${name}`, changes: { telemetry: "cloudwatch" } }),
  );
});
const all = (): EvaluatedResource[] => [...stacks.values()].flatMap(({ resources }) => resources);
const components = () => all().filter(({ type }) => ours.test(type));

test.each(sources)("$token is in the program with at least one configuration", ({ token }) => {
  expect(components().map(({ type }) => type)).toContain(token);
});

test("the type of each component contains project, folder and class", () => {
  const known = sources.map(({ token }) => token);
  expect(known.length).toBeGreaterThanOrEqual(6);
  const unknown = all().filter(({ custom, type }) => !custom && !/^(pulumi:pulumi:Stack|awsx:)/.test(type));
  for (const { type } of unknown) expect(known).toContain(type);
});

test.each(sources)("$token registers every output that it exposes", ({ token, text, outputs }) => {
  expect(text).toContain("this.registerOutputs(");
  for (const component of components().filter(({ type }) => type === token))
    expect(Object.keys(component.outputs)).toEqual(expect.arrayContaining(outputs));
});

test("every resource belongs to a component; only components and providers are direct children of the stack", () => {
  for (const { resources } of stacks.values()) {
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    const top = resources.filter(
      ({ parent, type }) => parent === stack?.urn || (!parent && type !== stack?.type),
    );
    expect(top.length).toBeGreaterThan(5);
    expect(
      top.filter(({ type, custom }) => custom && !type.startsWith("pulumi:providers:")).map(({ urn }) => urn),
    ).toEqual([]);
  }
});

test("every component has children", () => {
  const parents = new Set(all().map(({ parent }) => parent));
  expect(components().filter(({ urn }) => !parents.has(urn))).toEqual([]);
});

test("every AWS resource uses the program's provider, regardless of its name", () => {
  for (const [name, { resources }] of stacks) {
    const found = new Set(
      resources.filter(({ type }) => type.startsWith("aws:")).map(({ provider }) => provider),
    );
    expect([...found]).toEqual([name === "renamed" ? "copy-aws" : "aws"]);
  }
});

test("every object in the cluster uses the cluster's provider, regardless of its name", () => {
  for (const [name, { resources }] of stacks) {
    const objects = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    for (const { provider } of objects)
      expect(provider).toBe(name === "renamed" ? "copy-cluster" : "cluster");
  }
});

test.each(sources)("$token can be created twice: the names of its resources are not fixed", ({ text }) => {
  expect(fixedNames(text)).toEqual([]);
});

test("a fixed name in a component is detected", () => {
  const text =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a component
    'new aws.s3.Bucket("photos", {}, { parent: this }); new aws.s3.Bucket(`${name}-photos`, {}, child);';
  expect(fixedNames(text)).toEqual(["photos"]);
});

/** Names of resources in a component's source that do not begin with the component's own name. */
function fixedNames(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node)) {
      const [name, ...others] = node.arguments ?? [];
      // A resource has a name and arguments; an error or a set has one argument.
      if (name && ts.isStringLiteralLike(name) && others.length > 0) found.push(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("component.ts", text, ts.ScriptTarget.ES2022));
  return found;
}

/** TypeScript files of a folder; none if the folder does not exist. Excludes separate projects (bootstrap). */
function filesIn(folder: string): string[] {
  try {
    // The bootstrap is a separate project.
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.startsWith("bootstrap"),
    );
  } catch {
    return [];
  }
}
