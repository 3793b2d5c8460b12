/** kube-score and checkov scan the manifests of every stack. exceptions.ts lists the findings that remain. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderManifests, writeManifests } from "@groundwork/rehearse/plan/manifests";
import { findCheckov, scanWithCheckov } from "@groundwork/testbed/manifest-scanners/checkov";
import type { Finding, Scan } from "@groundwork/testbed/manifest-scanners/finding";
import { ensureKubeScore, scanWithKubeScore } from "@groundwork/testbed/manifest-scanners/kube-score";
import { stringify } from "yaml";
import { everyKind, imagesFor, shop } from "../../../applications/specs";
import { evaluated } from "../../../evaluated";
import { exceptions } from "./exceptions";
import { findUnexplained, findUnused } from "./match";

const applications = [...everyKind, shop];
const variants = {
  dev: ["dev", {}],
  prod: ["prod", {}],
  "dev with Grafana's load balancer and a webhook": [
    "dev",
    {
      changes: {
        grafanaHost: "grafana.example.com",
        grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ",
        grafanaAllowedCidrs: '["198.51.100.0/24"]',
        alertWebhookUrl: "https://hooks.example.com/services/T0",
      },
    },
  ],
  "prod with applications of every kind": ["prod", { applications, changes: imagesFor(applications) }],
} as const;

let scan: Readonly<Record<string, (folder: string) => Scan>>;
const folders: string[] = [];
const all: Finding[] = [];

beforeAll(async () => {
  const kubeScore = await ensureKubeScore((line) => process.stderr.write(`${line}\n`));
  const checkov = findCheckov();
  scan = {
    "kube-score": (folder) => scanWithKubeScore(kubeScore, folder, "v1.36"),
    checkov: (folder) => scanWithCheckov(checkov, folder),
  };
}, 600_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-manifests-"));
  folders.push(folder);
  return folder;
}

describe.each(Object.entries(variants))("the manifests of %s", (_, [stack, args]) => {
  const folder = newFolder();
  beforeAll(async () => writeManifests(folder, renderManifests((await evaluated(stack, args)).resources)));

  test.each([
    ["kube-score", 100],
    ["checkov", 250],
  ])("have no findings of %s without an exception", (scanner, leastChecks) => {
    const { checks, findings } = scan[scanner]?.(folder) ?? { checks: 0, findings: [] };
    all.push(...findings);
    expect(findUnexplained(findings, exceptions)).toEqual([]);
    // A scanner that reads no manifest finds nothing either.
    expect(checks).toBeGreaterThan(leastChecks);
  });
});

test("every exception matches a finding", () => {
  expect(findUnused(all, exceptions)).toEqual([]);
});

test("an exception without a finding is reported, with the rule or the object that matches none", () => {
  const finding = { rule: "checkov CKV_K8S_1", object: "Job/shop/migrate-1", message: "" };
  const stale = {
    rules: ["checkov CKV_K8S_1", "checkov CKV_K8S_2"],
    objects: ["Job/shop/migrate-*"],
    reason: "x",
  };
  expect(findUnused([finding], [stale])).toEqual(["checkov CKV_K8S_2 matches no finding: remove it (x)"]);
  expect(findUnused([], [{ ...stale, rules: [] }])).toEqual([
    "Job/shop/migrate-* matches no finding: remove it (x)",
  ]);
});

describe("a planted mistake", () => {
  const pod = (metadata: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "planted", namespace: "shop", ...metadata },
    spec: {
      containers: [{ name: "main", image: "example.com/main:latest", securityContext: { privileged: true } }],
    },
  });
  // Annotations that ask the scanners to skip checks.
  const skip = {
    "kube-score/skip": "true",
    "kube-score/ignore": "container-security-context-privileged",
  };

  test.each([
    ["kube-score", "container-security-context-privileged", skip],
    ["checkov", "CKV_K8S_16", {}],
  ])("is reported by %s", (scanner, rule, annotations) => {
    const folder = newFolder();
    writeFileSync(join(folder, "pod.yaml"), stringify(pod({ annotations })));
    expect(scan[scanner]?.(folder).findings).toContainEqual(
      expect.objectContaining({ rule: `${scanner} ${rule}`, object: "Pod/shop/planted" }),
    );
  });

  test.each(["kube-score", "checkov"])("in YAML that %s cannot read fails the scan", (scanner) => {
    const folder = newFolder();
    writeFileSync(join(folder, "broken.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {\n");
    expect(() => scan[scanner]?.(folder)).toThrow(new RegExp(`^${scanner} (failed|cannot read)`));
  });
});
