import type { Cases } from "./case";

const inPhase = (phase: string, pod = "a") =>
  `rollout_info{job="argo-rollouts",pod="${pod}",exported_namespace="gallery",name="api",phase="${phase}"}`;
const errors = 'rollout_reconcile_error{job="argo-rollouts",pod="a",exported_namespace="gallery",name="api"}';
const controller = (pod: string) => `up{job="argo-rollouts",pod="${pod}"}`;

export const releases: Cases = {
  ReleaseAborted: {
    // Both pods of the controller report it.
    fires: {
      series: { [inPhase("Degraded")]: "0x5 1x10", [inPhase("Degraded", "b")]: "0x5 1x10" },
      at: "10m",
      labels: [{ name: "api" }],
    },
    quiet: { series: { [inPhase("Healthy")]: "1x20", [inPhase("Degraded")]: "0x20" }, at: "10m" },
  },
  ReleasePaused: {
    fires: { series: { [inPhase("Paused")]: "1x60" }, at: "40m", labels: [{ name: "api" }] },
    // A step of five minutes, then the queries, then the next step.
    quiet: { series: { [inPhase("Paused")]: "1x25 0x1 1x25" }, at: "50m" },
  },
  ReleaseControllerDown: {
    fires: {
      series: { [controller("a")]: "1x5 0x20", [controller("b")]: "1x5 0x20" },
      at: "15m",
      labels: [{ job: "argo-rollouts" }],
    },
    quiet: { series: { [controller("a")]: "1x5 0x20", [controller("b")]: "1x30" }, at: "15m" },
  },
  ReleaseControllerFailing: {
    fires: { series: { [errors]: "0+3x60" }, at: "30m", labels: [{ name: "api" }] },
    // A conflict with another writer, which the controller repeats with success.
    quiet: { series: { [errors]: "0x5 1x60" }, at: "30m" },
  },
};
