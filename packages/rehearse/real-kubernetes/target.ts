/** The cluster that a kubeconfig points to, and whether a rehearsal may use it. */
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { isProperties, valueAt } from "../cloud/paths";
import { Explained } from "../errors/explained";
import { kubectlWith } from "./kubectl";

/** One cluster with the user that has access to it. */
export interface Target {
  readonly context: string;
  /** URL of its API server. */
  readonly server: string;
  /** A kubeconfig with this context only, as JSON. Contains credentials. */
  readonly kubeconfig: string;
}

/**
 * Reads the cluster of a kubeconfig.
 *
 * @param context the context that the user names with --context. Default: the current one, whose server must be on this machine
 * @throws Explained if the file or the context does not exist, or the server is on another machine and its context is not named
 */
export async function readTarget(file: string, context?: string): Promise<Target> {
  if (!existsSync(file))
    throw new Explained(
      `--real-kubernetes is ${file}, which does not exist. Pass a kubeconfig, such as\nthe output of: kind get kubeconfig --name rehearsal`,
    );
  const flags = ["--minify", "--flatten", "--raw", "--output", "json"];
  const kubeconfig = await kubectlWith(file, context)(["config", "view", ...flags]);
  const view: unknown = JSON.parse(kubeconfig);
  const config = isProperties(view) ? view : {};
  const chosen = String(config["current-context"] ?? "");
  const first: unknown = Array.isArray(config.clusters) ? config.clusters[0] : undefined;
  const address = isProperties(first) ? valueAt(first, "cluster.server") : undefined;
  const server = typeof address === "string" ? address : undefined;
  if (server === undefined || chosen === "")
    throw new Explained(
      `${file} has no cluster in its ${context === undefined ? "current context" : `context ${context}`}.`,
    );
  if (context === undefined && !isLocal(server))
    throw new Explained(
      `The current context of ${file} is ${chosen}, whose API server ${server} is not on this machine. A rehearsal creates and ` +
        `deletes namespaces, storage classes and roles there. Pass the kubeconfig of a cluster made for it, such as one of kind. ` +
        `To use this cluster nevertheless, name it: --context ${chosen}`,
    );
  return { context: chosen, server, kubeconfig };
}

/** Whether a URL's host is this machine, as that of a cluster of kind. */
function isLocal(server: string): boolean {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}
