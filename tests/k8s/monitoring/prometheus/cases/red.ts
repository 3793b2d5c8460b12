import type { Cases } from "./case";

const counted = (status: number) =>
  `gallery_http_request_duration_seconds_count{job="gallery-api",pod="api-1",method="POST",route="/api/photos",status="${status}"}`;
const store = (result: string) =>
  `gallery_object_store_duration_seconds_count{job="gallery-api",pod="api-1",operation="put",result="${result}"}`;
const up = (job: string, pod: string) => `up{job="${job}",pod="${pod}"}`;

export const red: Cases = {
  GalleryPartDown: {
    // One part does not respond, the other has no pods at all.
    fires: {
      series: { [up("gallery-api", "api-1")]: "1x10 0x10", [up("gallery-api", "api-2")]: "0x20" },
      at: "15m",
      labels: [{ job: "gallery-api" }, { job: "gallery-web" }],
    },
    quiet: {
      series: {
        [up("gallery-api", "api-1")]: "1x20",
        [up("gallery-api", "api-2")]: "0x20",
        [up("gallery-web", "web-1")]: "1x20",
      },
      at: "15m",
    },
  },
  GalleryRouteFailing: {
    fires: {
      series: { [counted(201)]: "0+40x20", [counted(503)]: "0+20x20" },
      at: "15m",
      labels: [{ job: "gallery-api", method: "POST", route: "/api/photos" }],
    },
    // Client errors are not our errors.
    quiet: {
      series: { [counted(201)]: "0+95x20", [counted(503)]: "0+5x20", [counted(400)]: "0+50x20" },
      at: "15m",
    },
  },
  GalleryObjectStoreFailing: {
    fires: {
      series: { [store("ok")]: "0+40x20", [store("error")]: "0+10x20" },
      at: "15m",
      labels: [{ operation: "put" }],
    },
    quiet: { series: { [store("ok")]: "0+98x20", [store("error")]: "0+2x20" }, at: "15m" },
  },
};
