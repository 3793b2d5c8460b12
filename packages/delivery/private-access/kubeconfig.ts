/** A kubeconfig of the session's own. It contains no secret: kubectl gets tokens from the AWS CLI. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterNow } from "./endpoint";

/** Writes the file (mode 0600) in a new temporary folder. */
export function writeKubeconfig(
  { name, url, certificate }: ClusterNow,
  region: string,
  role: string | undefined,
): { readonly path: string; remove(): void } {
  const args = ["--region", region, "eks", "get-token", "--cluster-name", name, "--output", "json"];
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "aws",
    args: role === undefined ? args : [...args, "--role-arn", role],
    interactiveMode: "Never",
  };
  const content = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server: url, "certificate-authority-data": certificate } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: { exec } }],
  };
  const folder = mkdtempSync(join(tmpdir(), "groundwork-kubeconfig-"));
  const path = join(folder, "config.json");
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  chmodSync(path, 0o600);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
