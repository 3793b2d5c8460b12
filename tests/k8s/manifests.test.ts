import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderManifests, writeManifests } from "@groundwork/rehearse/plan/manifests";
import { parse } from "yaml";
import { nodeExporterNamespace } from "../../k8s/monitoring/values";
import { manifestsOf, stackOf } from "./stack";

test("every Kubernetes object of a stack is one file, including its generated name", async () => {
  const { resources } = await stackOf("dev");
  // Only Helm knows the objects of a release.
  const objects = resources.filter(({ type }) => /^kubernetes:(?!helm\.sh).*\//.test(type));
  const manifests = renderManifests(resources);
  expect(manifests).toHaveLength(objects.length);
  for (const { yaml, kind, name } of manifests) {
    expect(parse(yaml)).toMatchObject({ apiVersion: expect.any(String), kind, metadata: { name } });
  }
});

test("the files are ordered so that each object finds its dependencies", async () => {
  const kinds = (await manifestsOf("prod")).map(({ kind }) => kind);
  const order = [
    "Namespace",
    "IngressClass",
    "ServiceAccount",
    "ConfigMap",
    "Service",
    "Job",
    "Deployment",
    "Ingress",
  ];
  const positions = order.map((kind) => kinds.indexOf(kind));
  expect(positions).toEqual([...positions].sort((one, other) => one - other));
  expect(positions).not.toContain(-1);
});

test("no secret value is written, and its key is", async () => {
  const { resources } = await stackOf("dev");
  const values = resources
    .filter(({ type }) => type.endsWith(":Secret"))
    .flatMap(({ inputs }) => Object.entries(Object(inputs.stringData)))
    // A user name is not a secret.
    .flatMap(([key, value]) => (key === "user" ? [] : [String(value)]));
  const text = renderManifests(resources)
    .map(({ yaml }) => yaml)
    .join("");
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(text).not.toContain(value);
  expect(text).toContain("DATABASE_PASSWORD: (secret)");
});

test("the same stack is always written identically, so that changes can be reviewed", async () => {
  expect(await manifestsOf("prod")).toEqual(await manifestsOf("prod"));
});

test("the folder contains only what the stack has now", async () => {
  const folder = mkdtempSync(join(tmpdir(), "manifests-"));
  try {
    writeFileSync(join(folder, "99-removed.yaml"), "");
    const manifests = await manifestsOf("dev");
    writeManifests(folder, manifests);
    expect(readdirSync(folder)).toEqual(manifests.map(({ file }) => file));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every namespace enforces Pod Security restricted, except that of the node exporter", async () => {
  for (const stack of ["dev", "prod"]) {
    const levels = (await manifestsOf(stack))
      .filter(({ kind }) => kind === "Namespace")
      .map(({ name, yaml }) => [name, parse(yaml).metadata.labels["pod-security.kubernetes.io/enforce"]]);
    expect(Object.fromEntries(levels)).toEqual({
      gallery: "restricted",
      monitoring: "restricted",
      // It mounts the node's /proc, /sys and / to read them. Even `baseline` allows no hostPath.
      [nodeExporterNamespace]: "privileged",
    });
  }
});
