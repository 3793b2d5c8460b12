import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { whereIs } from "@groundwork/rehearse/engine/path";
import { chart } from "../../../../k8s/monitoring/monitoring";

/** Runs helm; returns its output, or why it failed. */
export function helm(...args: string[]): { ok: boolean; out: string; said: string } {
  const { status, stdout, stderr, error } = spawnSync("helm", args, {
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: status === 0, out: stdout ?? "", said: error?.message ?? stderr };
}

/**
 * The chart in the version that the program installs, with its dependencies: the folder in GROUNDWORK_CHART, or
 * pulled from its repository into `folder`.
 * @returns its path, or the reason why it is not available
 */
export function findChart(folder: string): { path: string } | { why: string } {
  if (whereIs("helm") === undefined) return { why: "helm is not on PATH" };
  if (process.env.GROUNDWORK_CHART) return { path: process.env.GROUNDWORK_CHART };
  const { name, version, repository } = chart;
  const { ok, said } = helm(
    "pull",
    name,
    "--repo",
    repository,
    "--version",
    version,
    "--destination",
    folder,
    "--untar",
  );
  return ok
    ? { path: join(folder, name) }
    : { why: `${repository} cannot be reached (${said.trim().slice(0, 200)})` };
}

/**
 * Paths of values that the chart does not know, and would silently ignore. Below an empty map or list of the chart,
 * every value is accepted: the chart passes it on.
 */
export function unknownValues(values: unknown, known: unknown, path = ""): string[] {
  if (!isMap(values) || !isMap(known) || Object.keys(known).length === 0) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key in known ? unknownValues(value, known[key], `${path}${key}.`) : [`${path}${key}`],
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
