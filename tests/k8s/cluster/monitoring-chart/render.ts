import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { ensureHelm } from "@groundwork/testbed/helm";
import { parseAllDocuments, stringify } from "yaml";
import { namespace } from "../../../../k8s/monitoring/values/common";
import { chartFolder } from "./chart";

/** What the tests read of a rendered object. */
export interface Rendered {
  readonly kind: string;
  readonly rules?: readonly { readonly resources?: readonly string[] }[];
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: {
    readonly template?: {
      readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec: Pod;
    };
  };
}
interface Pod {
  readonly hostNetwork?: boolean;
  readonly priorityClassName?: string;
  readonly securityContext?: Security;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}
export interface Container {
  readonly name: string;
  readonly securityContext?: Security;
  readonly resources?: unknown;
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly env?: readonly {
    readonly name: string;
    readonly valueFrom?: { readonly secretKeyRef?: object };
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Security {
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
}

/** Renders the chart with values, as the manifests that Helm would apply. @throws Error with Helm's message */
export async function renderChart(values: unknown): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-rendered-"));
  try {
    const file = join(folder, "values.yaml");
    writeFileSync(file, stringify(values));
    const target = ["-n", namespace, "--kube-version", "1.36.0", "-f", file];
    const template = ["template", "monitoring", chartFolder, ...target];
    return runOrThrow(await ensureHelm(), template, { limit: 60_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The objects of rendered manifests. */
export function parseObjects(manifests: string): Rendered[] {
  return parseAllDocuments(manifests).flatMap((document): Rendered[] => document.toJS() ?? []);
}

/** The objects that create pods. */
export function workloadsIn(objects: readonly Rendered[]): Rendered[] {
  return objects.filter(({ kind }) => /^(Deployment|DaemonSet|StatefulSet|Job)$/.test(kind));
}

/** All containers of a workload's pods, also those that run before the others. */
export function containersOf({ spec }: Rendered): Container[] {
  const pod = spec?.template?.spec;
  return [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])];
}
