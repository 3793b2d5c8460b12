/**
 * Every command and query in the runbooks and on-call.md is run or parsed by a test. Here: those that need no server. The
 * others are in tests/k8s/cluster (kubectl), tests/k8s/monitoring/prometheus (PromQL), tests/app (SQL) and tests/ci (aws);
 * tests/index/engine/flags.test.ts has the flags of pulumi, and tests/signals runs the queries of logs on what a Collector stored.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@groundwork/cli/tests/command";
import { prepareLogStore } from "../../../k8s/telemetry/log-store";
import { sendToCloudWatch } from "../../../k8s/telemetry/sinks";
import { schema } from "../../../settings/schema";
import { evaluated } from "../../evaluated";
import { testProject } from "../../project/test-project";
import { readQuery } from "../../signals/insights";
import { readTraceSearch } from "../../signals/jaeger-search";
import { readExpression } from "../../signals/xray";
import { read, root } from "../files";
import { documents, judges, lines, linesFor, linesIn, named, words } from "./lines";

const names = { STACK: "prod", VERSION: "12", URN: "urn:pulumi:prod::groundwork::a:b:C::d" };
const unique = (judge: (typeof judges)[number]) => [...new Set(linesFor(judge).map(({ text }) => text))];

test("every line has a test that checks it", () => {
  const without = lines.filter(({ judge }) => judge === undefined);
  expect(without.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test.each(judges)("there are lines for %s, and a test reads them", (judge) => {
  expect(linesFor(judge).length).toBeGreaterThan(0);
  const folders = ["docs/commands", "k8s/cluster", "k8s/monitoring/prometheus", "app", "ci"];
  const files = folders.flatMap((folder) =>
    ["lines", "runbooks"].map((name) => join(root, "tests", folder, `${name}.test.ts`)),
  );
  const readers = files.filter((file) => textOf(file).match(new RegExp(`(linesFor|unique)\\("${judge}"\\)`)));
  expect(readers.length).toBeGreaterThan(0);
});

test("a command in a block, in a span, behind a pipe and in a substitution is a line", () => {
  const text = "Run `a b \"$(c d)\"` in `Pod`:\n\n  ```sh\n  e f | g 'h | i'\n  j > k\n  ```\n";
  expect(linesIn(text)).toEqual(["e f", "g 'h | i'", "j", "c d", "a b VALUE"]);
});

test("groundwork takes every documented command line", () => {
  const texts = unique("groundwork");
  const results = parse(texts.map((text) => words(named(text, names)).slice(3)));
  const wrong = results.flatMap(({ code, stderr }, at) =>
    code === "started" ? [] : [`${texts[at]}: ${stderr}`],
  );
  expect(wrong).toEqual([]);
});

test("every line of pulumi names its stack, and outputs and settings that exist", async () => {
  const { outputs } = await evaluated("prod");
  for (const text of unique("pulumi")) {
    expect(text).toContain(" -s STACK");
    const [, output] = /^pulumi stack output (\w+)/.exec(text) ?? [];
    if (output !== undefined) expect(Object.keys(outputs)).toContain(output);
    const [, setting] = /^pulumi config set .* groundwork:(\w+)/.exec(text) ?? [];
    if (setting !== undefined) expect(Object.keys(schema.shape)).toContain(setting);
  }
});

test("every runbook about the gallery begins its diagnosis with a query of its log lines, or of its traces in Jaeger", () => {
  const about = documents.filter((file) => /\/Gallery\w+\.md$/.test(file));
  expect(about.length).toBeGreaterThan(5);
  for (const file of about) {
    const [, diagnosis = ""] = /^## How to diagnose it\n([\s\S]*?)^## /m.exec(read(file)) ?? [];
    const found = linesIn(diagnosis);
    expect([file, found[0]]).toEqual([file, expect.stringMatching(/^fields /)]);
    expect([file, found.filter((text) => /^(resource\.|service=)/.test(text)).length]).not.toEqual([file, 0]);
  }
});

test("every query of log lines is about the gallery's namespace", () => {
  for (const text of unique("insights")) {
    const { find } = readQuery(text);
    const event = { "resource.k8s.container.name": "api", severity_text: "ERROR", route: "ROUTE" };
    const body = '{"method":"GET","route":"ROUTE","status":503,"seconds":1.5,"err":"S3","msg":"request"}';
    const of = (namespace: string) => ({ ...event, body, "resource.k8s.namespace.name": namespace });
    expect([text, find([of("gallery"), of("other")]).length]).toEqual([text, 1]);
  }
});

test("every expression of traces names a service of the gallery, and annotations that the gateway makes", () => {
  const { exporters } = sendToCloudWatch({ region: "us-east-1", logGroupName: "", queued: "" });
  for (const text of unique("xray")) {
    const { service, annotations } = readExpression(text);
    expect(["gallery-api", "gallery-web"]).toContain(service);
    for (const { name } of annotations) expect(exporters.awsxray.indexed_attributes).toContain(name);
  }
});

test("every query for OpenSearch is about the gallery's namespace, and of fields that can be searched", () => {
  const template = JSON.stringify(prepareLogStore({ nodes: 1 }));
  for (const text of unique("lucene")) {
    expect(text).toMatch(/^resource\.k8s\.namespace\.name:gallery AND /);
    const fields = [...text.replaceAll(/"[^"]*"/g, "").matchAll(/([\w.]+):/g)].map(([, name = ""]) => name);
    for (const name of fields) expect(template).toContain(`"${name.replace(/^resource\./, "")}":{"type"`);
  }
});

test("every search of traces names a service of the gallery, and attributes that its spans have", () => {
  const source = ["app/src/http/request-span.ts"].map(read).join("\n");
  for (const text of unique("jaeger")) {
    const { service, tags } = readTraceSearch(text);
    expect(["gallery-api", "gallery-web"]).toContain(service);
    // Jaeger makes the tag error of a span's status.
    for (const name of Object.keys(tags)) if (name !== "error") expect(source).toContain(`"${name}"`);
  }
});

test("every setting that a runbook names exists", () => {
  // Fields of Kubernetes, AWS and applications, and settings and an output of the account, which look the same.
  const others = [
    "availabilityPercent",
    "latencyMethods",
    "latencyMs",
    "maxReceives",
    "progressDeadlineSeconds",
    "endpointPublicAccess",
    "breakGlassPrincipals",
    "breakGlassRoleArns",
    "stateProtection",
  ];
  const text = documents.map(read).join("\n");
  const settings = [...text.matchAll(/`([a-z]+[A-Z]\w*)`/g)].map(([, name = ""]) => name);
  expect(settings.length).toBeGreaterThan(20);
  const unknown = settings.filter((name) => !(name in schema.shape) && !others.includes(name));
  expect(unknown).toEqual([]);
});

test("every script of npm exists", () => {
  const { scripts } = JSON.parse(read("package.json"));
  for (const text of unique("npm")) {
    const [, script] = /^npm run (\S+)$/.exec(text) ?? [];
    if (script === undefined) expect(text).toBe("npm ci");
    else expect(Object.keys(scripts)).toContain(script);
  }
});

/** What the filters of a log must find, and what they must leave out. */
const found: Readonly<Record<string, readonly [hit: string, miss: string]>> = {
  "grep '\"level\":50'": [logged("error", { msg: "no" }), logged("info", { msg: "yes" })],
  "grep '\"status\":5'": [logged("error", { status: 503 }), logged("info", { status: 200 })],
  "grep -i s3": [logged("error", { err: "S3ServiceException" }), logged("info", { status: 200 })],
  "grep -i notify": [
    'level=ERROR component=dispatcher msg="Notify for alerts failed"',
    "level=INFO msg=gossip",
  ],
  // Prometheus's own words: storage/remote/queue_manager.go.
  "grep -i remote": [
    'level=WARN component=remote msg="Failed to send batch, retrying" err="503 Service Unavailable"',
    "level=INFO component=tsdb msg=compact",
  ],
  "grep non-recoverable": [
    'level=ERROR component=remote msg="non-recoverable error" err="server returned HTTP status 401"',
    'level=WARN component=remote msg="Failed to send batch, retrying"',
  ],
  "grep -i nodeclaim": [
    "kube-system  1m  Warning  InsufficientCapacity  nodeclaim/a",
    "gallery 1m Normal Pulled pod/a",
  ],
  "tail -20": ["the last", ""],
};

test.each(unique("shell"))("%s works in a shell, and finds what it is for", (text) => {
  const [hit, miss] = found[text] ?? ["", ""];
  const input = text.startsWith("tail") ? `${"\n".repeat(30)}${hit}\n` : `${miss}\n${hit}\n`;
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", text], { input, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  if (text.startsWith("export")) return;
  expect(Object.keys(found)).toContain(text);
  expect(stdout.trim()).toBe(hit);
});

/** A line as the gallery's API writes it. */
function logged(level: "error" | "info", values: object): string {
  const script = `
    const { createRoleLog } = require("./app/src/process");
    createRoleLog({ LOG_LEVEL: "info", VERSION: "1.0.0" }, "api")[process.argv[1]](JSON.parse(process.argv[2]), "request");`;
  const args = ["--require", "tsx/cjs", "-e", script, level, JSON.stringify(values)];
  return spawnSync(process.execPath, args, { cwd: testProject, encoding: "utf8" }).stdout.trim();
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
