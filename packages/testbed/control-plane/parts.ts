import { readFileSync } from "node:fs";
import { join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";

/** A Go module with one or more programs of the control plane. Its version is set in go.mod only. */
export interface Part {
  readonly name: string;
  readonly version: string;
  /** The folder with the wrapper go.mod. */
  readonly module: string;
  /** Program name → Go package. */
  readonly programs: Readonly<Record<string, string>>;
  /** Linker flags that put the version into the programs. */
  readonly ldflags: string;
  /** Go build tags, separated by commas. Default: none. */
  readonly tags?: string;
  /** Folder within the cache. Default: `control-plane`. */
  readonly cache?: string;
}

const modules = join(__dirname, "modules");

const versionOf = (name: string, goModule: string): string => requiredVersion(join(modules, name), goModule);

/** The version of a module that the go.mod in a folder requires. */
export function requiredVersion(folder: string, goModule: string): string {
  const file = join(folder, "go.mod");
  const match = readFileSync(file, "utf8").match(new RegExp(`${goModule} (v[0-9][^\\s]*)`));
  if (match?.[1] === undefined) throw new Error(`${file} does not require ${goModule}`);
  return match[1];
}

function kubernetesFlags(version: string): string {
  const [major = "", minor = ""] = version.slice(1).split(".");
  const at = "k8s.io/component-base/version";
  return `-X ${at}.gitVersion=${version} -X ${at}.gitMajor=${major} -X ${at}.gitMinor=${minor}`;
}

const kubernetes = versionOf("kubernetes", "k8s.io/kubernetes");

export const parts: readonly Part[] = [
  {
    name: "etcd",
    version: versionOf("etcd", "go.etcd.io/etcd/server/v3"),
    module: join(modules, "etcd"),
    programs: { etcd: "go.etcd.io/etcd/server/v3" },
    ldflags: "",
  },
  {
    name: "kwok",
    version: versionOf("kwok", "sigs.k8s.io/kwok"),
    module: join(modules, "kwok"),
    programs: { kwok: "sigs.k8s.io/kwok/cmd/kwok" },
    ldflags: "",
  },
  {
    name: "kubernetes",
    version: kubernetes,
    module: join(modules, "kubernetes"),
    programs: {
      "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
      "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
      "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
      kubectl: "k8s.io/kubernetes/cmd/kubectl",
    },
    ldflags: kubernetesFlags(kubernetes),
  },
];

/** The folder of the built programs. It is in the user's cache, so that `npm ci` keeps it and all clones share it. */
export function cacheFolder(name = "control-plane"): string {
  return groundworkCache(name);
}

/** The folder of a part's programs. Each version has its own folder, so an upgrade rebuilds only that part. */
export function folderOf(part: Part): string {
  return join(cacheFolder(part.cache), `${part.name}-${part.version}-${process.platform}-${process.arch}`);
}
