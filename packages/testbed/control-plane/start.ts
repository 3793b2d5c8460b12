import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runAside } from "@groundwork/rehearse/engine/child";
import { createCredentials, type Identity, writeKubeconfig } from "./identities";
import { nodes } from "./nodes";
import { freePort, type Processes } from "./processes";

const startTimeout = 90_000;

/** Who acts for the kubelets: kwok simulates them, or the caller runs the pods (`packages/testbed/kubelet`). */
export type Pods = "simulated" | "external";

/** Starts etcd, the API server, the controllers, the scheduler and kwok, and waits until six nodes are ready. */
export async function startAll(
  programs: ReadonlyMap<string, string>,
  folder: string,
  processes: Processes,
  pods: Pods = "simulated",
): Promise<string> {
  const program = (name: string): string => {
    const path = programs.get(name);
    if (path === undefined) throw new Error(`no program ${name}`);
    return path;
  };
  const credentials = createCredentials(folder);
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const authority = join(folder, "serving", "apiserver.crt");

  // A socket in our folder: it needs no port, and no other user can access the store.
  const store = `unix://${join(folder, "etcd.sock")}`;
  processes.start("etcd", program("etcd"), etcdFlags(folder, store));
  processes.start("kube-apiserver", program("kube-apiserver"), [
    `--etcd-servers=${store}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${port}`,
    // It creates its serving certificate here; the kubeconfigs trust only that certificate.
    `--cert-dir=${join(folder, "serving")}`,
    `--token-auth-file=${credentials.tokenFile}`,
    "--authorization-mode=RBAC",
    "--anonymous-auth=false",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${credentials.verifyingKey}`,
    `--service-account-signing-key-file=${credentials.signingKey}`,
    "--service-cluster-ip-range=172.20.0.0/16",
    // A loopback address must not be written into the Service "kubernetes".
    "--endpoint-reconciler-type=none",
  ]);
  await untilServing(url, authority, credentials.tokenOf("admin"));

  const kubeconfig = (identity: Identity) =>
    writeKubeconfig(folder, identity, { url, authority, token: credentials.tokenOf(identity) });
  processes.start("kube-controller-manager", program("kube-controller-manager"), [
    ...clientFlags(kubeconfig("controller-manager")),
    // Each controller uses its service account and its permissions, as in a real cluster.
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${credentials.signingKey}`,
    `--root-ca-file=${authority}`,
    "--horizontal-pod-autoscaler-sync-period=2s",
  ]);
  processes.start("kube-scheduler", program("kube-scheduler"), clientFlags(kubeconfig("scheduler")));
  processes.start("kwok", program("kwok"), [
    `--kubeconfig=${kubeconfig("kwok")}`,
    "--manage-all-nodes=true",
    "--node-lease-duration-seconds=40",
    "--cidr=10.0.64.0/20",
    "--node-ip=10.0.64.1",
    `--config=${join(__dirname, "node-stages.yaml")}`,
    `--config=${join(__dirname, pods === "simulated" ? "pod-stages.yaml" : "no-pod-stages.yaml")}`,
  ]);

  const admin = kubeconfig("admin");
  await createNodes(program("kubectl"), admin, folder);
  return admin;
}

function etcdFlags(folder: string, store: string): string[] {
  // A member without peers does not advertise this address, and listens on a socket beside the store's.
  const advertised = "http://127.0.0.1:2380";
  return [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${store}`,
    "--advertise-client-urls=http://127.0.0.1:2379",
    `--listen-peer-urls=unix://${join(folder, "peer.sock")}`,
    `--initial-advertise-peer-urls=${advertised}`,
    `--initial-cluster=default=${advertised}`,
    // The store does not outlive the control plane, so there is no need to sync to disk.
    "--unsafe-no-fsync",
  ];
}

function clientFlags(kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    "--secure-port=0",
  ];
}

async function untilServing(url: string, authority: string, token: string): Promise<void> {
  const end = Date.now() + startTimeout;
  let last = "no answer";
  while (Date.now() < end) {
    last = await statusOf(`${url}/readyz`, authority, token).catch((error: Error) => error.message);
    if (last === "200") return;
    await sleep(100);
  }
  throw new Error(`the API server did not serve within ${startTimeout / 1000} s (last: ${last})`);
}

function statusOf(url: string, authority: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const call = request(url, { ca: readFileSync(authority), headers, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    call.once("timeout", () => call.destroy(new Error("timed out")));
    call.once("error", reject);
    call.end();
  });
}

async function createNodes(kubectl: string, kubeconfig: string, folder: string): Promise<void> {
  const file = join(folder, "nodes.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: nodes }));
  const call = async (...args: string[]) => {
    const { status, stderr } = await runAside(kubectl, [`--kubeconfig=${kubeconfig}`, ...args]);
    if (status !== 0) throw new Error(`kubectl ${args.join(" ")} failed: ${stderr.trim()}`);
  };
  await call("create", "-f", file);
  await call("wait", "--for=condition=Ready", "node", "--all", `--timeout=${startTimeout / 1000}s`);
}
