/** Ports, user and folders of the gallery's image (docs/gallery.md), for all objects that use the image. */
export const image = {
  /** Port of the API, the web pages, and the probes `/healthz` and `/readyz`. */
  httpPort: 8080,
  /** Port of `/metrics`. No Ingress routes to it. */
  metricsPort: 9090,
  /** Numeric user and group id of the image. `runAsNonRoot` cannot verify user names. */
  user: 10001,
  /** The only folder that the application writes to. It contains uploads in progress. */
  spool: "/tmp",
} as const;

/** First argument of the image: the part of the gallery to run. */
export type Role = "api" | "web" | "migrate";

/** Creates the labels of all objects of one part of the gallery. */
export function createLabels(name: string): Record<string, string> {
  return { ...createSelector(name), "app.kubernetes.io/part-of": "gallery" };
}

/** Creates the selector for the pods of one part. Selectors are immutable, so it must never change. */
export function createSelector(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name };
}
