/** Ports, user and folders of every image (docs/gallery.md, docs/applications.md), for all objects that use one. */
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

/** Creates the labels of all objects of an application, or of a part of the gallery. */
export function createLabels(name: string, partOf = "gallery"): Record<string, string> {
  return { ...createSelector(name), "app.kubernetes.io/part-of": partOf };
}

/** Creates the selector for an application's pods. Selectors are immutable, so it must never change. */
export function createSelector(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name };
}
