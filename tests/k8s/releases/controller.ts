import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { argoRolloutsCrds, ensureArgoRollouts } from "@groundwork/testbed/argo-rollouts/index";
import { freePort } from "@groundwork/testbed/control-plane/processes";
import { type Supervised, supervise } from "@groundwork/testbed/processes/supervised";
import { stringify } from "yaml";
import { buildControllerValues } from "../../../k8s/releases/controller";
import { controllerName, listControllerRoles } from "../../../k8s/releases/controller-access";

/** A control plane that a test has started. */
export interface TestCluster {
  readonly plane: { readonly folder: string };
  kubectl(...args: string[]): Promise<string>;
  apply(manifests: readonly { readonly file: string; readonly yaml: string }[]): Promise<void>;
}

/** Installs the types. The API server knows them before this returns. */
export async function installTypes(cluster: TestCluster): Promise<void> {
  const files = (await argoRolloutsCrds()).flatMap((file) => ["-f", file]);
  await cluster.kubectl("apply", "--server-side", ...files);
  await cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
}

/** The controller of Argo Rollouts for one namespace, with its service account's permissions only. */
export class Controller {
  private constructor(
    private readonly kubeconfig: string,
    private readonly namespace: string,
    private readonly own: string,
    private running: Supervised & { readonly pid: number },
  ) {}

  static async start(cluster: TestCluster, namespace: string): Promise<Controller> {
    const own = `${namespace}-controller`;
    const objects = [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: own } },
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: controllerName, namespace: own } },
      ...buildAccess(own, namespace),
    ];
    await cluster.apply([
      { file: "access.yaml", yaml: objects.map((each) => stringify(each)).join("---\n") },
    ]);
    const token = await cluster.kubectl("-n", own, "create", "token", controllerName, "--duration=4h");
    const kubeconfig = join(cluster.plane.folder, `argo-rollouts-${namespace}.kubeconfig`);
    const config = JSON.parse(await cluster.kubectl("config", "view", "--raw", "-o=json"));
    config.users[0].user = { token: token.trim() };
    config.contexts[0].context.namespace = namespace;
    writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    return new Controller(kubeconfig, namespace, own, await launch(kubeconfig, namespace, own));
  }

  /** @throws Error with its log if it has ended */
  requireRunning(): void {
    if (this.running.child.exitCode !== null) throw new Error(`The controller has ended:\n${this.output()}`);
  }

  /** Its recent log. */
  output(): string {
    return this.running.output();
  }

  /** Ends the process without a warning. */
  async stop(): Promise<void> {
    if (this.running.child.exitCode === null) process.kill(this.running.pid, "SIGKILL");
    await this.running.ended;
  }

  async restart(): Promise<void> {
    this.running = await launch(this.kubeconfig, this.namespace, this.own);
  }
}

/** The roles that `up` creates, with a separate namespace for each controller. */
function buildAccess(own: string, namespace: string): object[] {
  const api = "rbac.authorization.k8s.io";
  return listControllerRoles(namespace).flatMap((role) => {
    const metadata = { name: role.name, namespace: role.namespace === controllerName ? own : namespace };
    const subjects = [{ kind: "ServiceAccount", name: controllerName, namespace: own }];
    return [
      { apiVersion: `${api}/v1`, kind: "Role", metadata, rules: role.rules },
      {
        ...{ apiVersion: `${api}/v1`, kind: "RoleBinding", metadata, subjects },
        roleRef: { apiGroup: api, kind: "Role", name: role.name },
      },
    ];
  });
}

async function launch(
  kubeconfig: string,
  namespace: string,
  own: string,
): Promise<Supervised & { readonly pid: number }> {
  const flags = [
    `--kubeconfig=${kubeconfig}`,
    ...buildControllerValues(namespace).controller.extraArgs,
    `--metricsPort=${await freePort()}`,
    `--healthzPort=${await freePort()}`,
    "--logformat=json",
  ];
  // Leases, which elect the leader, are in the namespace of the controller's pod.
  const env = { POD_NAMESPACE: own, HOME: process.env.HOME };
  return supervise(await ensureArgoRollouts(), flags, { env, stopSignal: "TERM" });
}
