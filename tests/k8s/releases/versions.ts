/** The versions of the gallery in these tests: the same code, some with a fault. The tag of the image names the version. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { PodObject } from "@groundwork/testbed/kubelet/pod-object";

/** Version → its fault: `errors` and `slow` with an amount. */
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

/** Whether the version `bad-later` of a scenario is bad. */
export class LaterFault {
  private readonly file: string;

  constructor(folder: string, scenario: string) {
    this.file = fileOf(folder, scenario);
  }

  begin(): void {
    writeFileSync(this.file, "");
  }

  end(): void {
    if (existsSync(this.file)) rmSync(this.file);
  }
}

const fileOf = (folder: string, scenario: string) => join(folder, `${scenario}-is-bad`);

/** The environment that gives the process of a pod the fault of its version. @param folder for files that tests and processes share */
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
