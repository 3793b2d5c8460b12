/** The versions of the gallery in these tests: the same code, some with a fault. The tag of the image names the version. */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { PodObject } from "@groundwork/testbed/kubelet/pod-object";

/** Version → its fault: `errors` with their share, `slow` with milliseconds. */
const faults = {
  /** The version that runs before a release. */
  running: "",
  good: "",
  "five-percent-errors": "errors,0.05",
  slow: "slow,800",
  crashing: "crash",
  /** Good, until the scenario makes it bad. */
  "bad-later": "errors,0.05,FILE",
} as const;

export type Version = keyof typeof faults;

const tsx = createRequire(__filename).resolve("tsx/cjs");

/** Makes the version `bad-later` of a scenario bad. @param folder for files that tests and processes share */
export const beginLaterFault = (folder: string, scenario: string) =>
  writeFileSync(fileOf(folder, scenario), "");

const fileOf = (folder: string, scenario: string) => join(folder, `${scenario}-is-bad`);

/** The environment that gives the process of a pod the fault of its version. */
export function faultOf(pod: PodObject, folder: string): Record<string, string> {
  const tag = pod.spec.containers[0]?.image.split(":").at(-1) ?? "";
  const fault = Object.entries(faults).find(([version]) => version === tag)?.[1];
  if (fault === undefined)
    throw new Error(`no version is named ${tag}: it must be one of ${Object.keys(faults).join(", ")}`);
  if (fault === "") return {};
  return {
    FAULT: fault.replace("FILE", fileOf(folder, pod.metadata.namespace ?? "")),
    NODE_OPTIONS: `--require ${tsx} --require ${join(__dirname, "faults.ts")}`,
  };
}
