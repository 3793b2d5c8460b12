import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runShort } from "@groundwork/rehearse/engine/child";
import { ensurePrograms, type Progress } from "../control-plane/build";
import { type Part, requiredVersion } from "../control-plane/parts";
import type { Finding, Scan } from "./finding";

const folder = join(__dirname, "module");
const goModule = "github.com/zegl/kube-score";
const kubeScore: Part = {
  name: "kube-score",
  version: requiredVersion(folder, goModule),
  module: folder,
  programs: { "kube-score": `${goModule}/cmd/kube-score` },
  ldflags: "",
  cache: "kube-score",
};

/** Checks that are off by default. The others of these require limits that equal the requests. */
const optional = ["container-seccomp-profile", "container-ports-check"];

/** https://github.com/zegl/kube-score: 1 is critical, 5 a warning, 7 almost OK, 10 OK. */
const OK = 10;

interface ScoredObject {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string; readonly namespace?: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

/**
 * Builds kube-score with Go into the user's cache if it is missing (half a minute, once).
 * @throws PartsUnavailable with the reason when it cannot be built
 */
export async function ensureKubeScore(progress: Progress = () => {}): Promise<string> {
  const programs = await ensurePrograms(progress, [kubeScore], "kube-score");
  return programs.get("kube-score") ?? "";
}

/**
 * Scans the manifests in a folder with kube-score. Annotations in the manifests cannot suppress findings.
 * @param kubernetesVersion such as `v1.36`
 * @throws Error with kube-score's message if it cannot read a manifest
 */
export function scanWithKubeScore(program: string, manifests: string, kubernetesVersion: string): Scan {
  const files = readdirSync(manifests).map((file) => join(manifests, file));
  const { stdout, stderr } = runShort(
    program,
    [
      ...["score", "--output-format", "json", "--disable-ignore-checks-annotations"],
      ...["--kubernetes-version", kubernetesVersion],
      ...optional.flatMap((check) => ["--enable-optional-test", check]),
      ...files,
    ],
    { limit: 60_000 },
  );
  const objects = parse(stdout);
  if (objects === undefined) throw new Error(`kube-score failed: ${stderr.trim()}`);
  const checks = objects.flatMap((object) =>
    object.checks.filter(({ skipped }) => !skipped).map((check) => ({ object, ...check })),
  );
  const findings = checks
    .filter(({ grade }) => grade < OK)
    .map(
      ({ object, check, comments }): Finding => ({
        rule: `kube-score ${check.id}`,
        object: `${object.type_meta.kind}/${object.object_meta.namespace ?? ""}/${object.object_meta.name}`,
        message: (comments ?? []).map(({ path, summary }) => `${path} ${summary}`.trim()).join("; "),
      }),
    );
  return { checks: checks.length, findings };
}

/** Exit code 1 means findings as well as failures, so the output decides. */
function parse(output: string): readonly ScoredObject[] | undefined {
  try {
    const parsed: unknown = JSON.parse(output);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
