/** A control plane with the controller of Argo Rollouts, and a stack whose Kubernetes provider is the real one. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { openOrCreateUnselected } from "@groundwork/rehearse/lifecycle/unselected";
import { startControlPlane } from "@groundwork/testbed/control-plane";
import { engine } from "@groundwork/testbed/engine";
import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { defaultIngress } from "../../../../k8s/routing";
import { Controller, installTypes, type TestCluster } from "../controller";

const run = promisify(execFile);

/** The namespace of the Rollout. */
export const namespace = "gallery";

/** Starts the control plane, with simulated pods, and the controller with the platform's roles. */
export async function startReleases() {
  const plane = await startControlPlane();
  const kubectl = async (...args: string[]) => {
    const flags = [`--kubeconfig=${plane.kubeconfig}`, `--cache-dir=${join(plane.folder, "kubectl")}`];
    return (await run(plane.kubectl, [...flags, ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  };
  const cluster: TestCluster = {
    plane,
    kubectl,
    async apply(manifests) {
      const folder = mkdtempSync(join(tmpdir(), "groundwork-manifests-"));
      try {
        for (const { file, yaml } of manifests) writeFileSync(join(folder, file), yaml);
        await kubectl("apply", "--server-side", "--force-conflicts", "-f", folder);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
  let controller: Controller | undefined;
  const stop = async () => {
    await controller?.stop();
    await plane.stop();
  };
  try {
    await installTypes(cluster);
    const yaml = [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, ingress]
      .map((each) => stringify(each))
      .join("---\n");
    await cluster.apply([{ file: "gallery.yaml", yaml }]);
    controller = await Controller.start(cluster, namespace);
  } catch (error) {
    await stop();
    throw error;
  }
  return { kubeconfig: readFileSync(plane.kubeconfig, "utf8"), kubectl, controller, stop };
}

const path = {
  path: "/",
  pathType: "Prefix",
  backend: { service: { name: "api", port: { name: "use-annotation" } } },
};
const ingress = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: defaultIngress, namespace },
  spec: { ingressClassName: defaultIngress, rules: [{ http: { paths: [path] } }] },
};

/**
 * Opens a stack in a temporary folder. Its engine finds the provider on PATH.
 *
 * @param provider path of pulumi-resource-kubernetes
 */
export async function openStack(
  provider: string,
  program: PulumiFn,
): Promise<{ readonly stack: Stack; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-releases-"));
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    const [project, home, state, bin] = ["project", "home", "state", "bin"].map((name) => join(folder, name));
    for (const each of [project, home, state, bin]) mkdirSync(each ?? "");
    symlinkSync(provider, join(bin ?? "", "pulumi-resource-kubernetes"));
    writeFileSync(join(project ?? "", "Pulumi.yaml"), "name: releases\nruntime: nodejs\n");
    const found = await engine();
    const workspace = await LocalWorkspace.create({
      workDir: project ?? "",
      pulumiHome: home ?? "",
      pulumiCommand: found.command,
      program,
      envVars: {
        PATH: [bin, dirname(found.path), process.env.PATH].join(delimiter),
        PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
        PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
    return { stack: await openOrCreateUnselected("test", workspace), close };
  } catch (error) {
    close();
    throw error;
  }
}
