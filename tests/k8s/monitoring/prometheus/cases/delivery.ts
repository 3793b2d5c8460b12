import type { Cases } from "./case";

const progressing = (namespace: string) =>
  `kube_deployment_status_condition{job="kube-state-metrics",namespace="${namespace}",deployment="api",condition="Progressing",status="false"}`;
const failed = (job: string) =>
  `kube_job_failed{job="kube-state-metrics",namespace="gallery",job_name="${job}",condition="true"}`;
const build = (pod: string, version: string) =>
  `gallery_build_info{job="gallery-api",pod="${pod}",version="${version}",commit="abc"}`;

export const delivery: Cases = {
  RolloutStuck: {
    fires: {
      series: { [progressing("gallery")]: "0x5 1x10" },
      at: "10m",
      labels: [
        {
          job: "kube-state-metrics",
          namespace: "gallery",
          deployment: "api",
          condition: "Progressing",
          status: "false",
        },
      ],
    },
    quiet: { series: { [progressing("gallery")]: "0x20", [progressing("elsewhere")]: "1x20" }, at: "10m" },
  },
  MigrationFailed: {
    fires: {
      series: { [failed("migrate-1a2b3c")]: "0x5 1x10" },
      at: "10m",
      labels: [
        { job: "kube-state-metrics", namespace: "gallery", job_name: "migrate-1a2b3c", condition: "true" },
      ],
    },
    quiet: { series: { [failed("migrate-1a2b3c")]: "0x20", [failed("something-else")]: "1x20" }, at: "10m" },
  },
  SeveralVersionsRunning: {
    fires: {
      series: { [build("api-1", "1.0.0")]: "1x60", [build("api-2", "1.1.0")]: "1x60" },
      at: "45m",
      labels: [{ job: "gallery-api" }],
    },
    // A rollout of ten minutes; afterwards the old version is gone.
    quiet: {
      series: { [build("api-1", "1.0.0")]: "1x10 stale", [build("api-2", "1.1.0")]: "1x60" },
      at: "45m",
    },
  },
};
