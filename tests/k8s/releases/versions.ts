/** The versions of the gallery in these tests: the same code, some with a fault. The tag of the image names the version. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { PodObject } from "@groundwork/testbed/kubelet/pod-object";

/** Version → its fault: `errors` with their share. */
const faults = {
  /** The version that runs before a release. */
  running: "",
  good: "",
  "five-percent-errors": "errors,0.05",
} as const;

export type Version = keyof typeof faults;

const tsx = createRequire(__filename).resolve("tsx/cjs");

/** The environment that gives the process of a pod the fault of its version. */
export function faultOf(pod: PodObject): Record<string, string> {
  const tag = pod.spec.containers[0]?.image.split(":").at(-1) ?? "";
  const fault = Object.entries(faults).find(([version]) => version === tag)?.[1];
  if (fault === undefined)
    throw new Error(`no version is named ${tag}: it must be one of ${Object.keys(faults).join(", ")}`);
  if (fault === "") return {};
  return {
    FAULT: fault,
    NODE_OPTIONS: `--require ${tsx} --require ${join(__dirname, "faults.ts")}`,
  };
}
