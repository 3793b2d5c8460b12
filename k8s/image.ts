/** What the gallery's image promises to whoever runs it (docs/gallery.md); kept here so that every object agrees. */
export const image = {
  /** Where the API and the page answer, and the probes `/healthz` and `/readyz` with them. */
  httpPort: 8080,
  /** Where `/metrics` answers; no Ingress leads there. */
  metricsPort: 9090,
  /** The numeric user and group of the image; numbers, because `runAsNonRoot` cannot judge names. */
  user: 10001,
  /** The only folder that the application writes to: uploads under way. */
  spool: "/tmp",
} as const;

/** What the first argument of the image may be. */
export type Role = "api" | "web" | "migrate";

/** Labels of every object of one part of the gallery. */
export function labelsOf(name: string): Record<string, string> {
  return { ...selectorOf(name), "app.kubernetes.io/part-of": "gallery" };
}

/** The label that selects the pods of one part. Selectors cannot be changed later, so this is one label that never will. */
export function selectorOf(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name };
}
