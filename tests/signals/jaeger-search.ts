/** A search of traces as the runbooks write it: the fields of Grafana's form for Jaeger. */

/** A search that was read. */
export interface TraceSearch {
  readonly service: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Such as `500ms`. */
  readonly minDuration: string | undefined;
}

/**
 * Reads `service=NAME`, `tags="NAME=VALUE …"` and `minDuration=DURATION`.
 * https://grafana.com/docs/grafana/latest/datasources/jaeger/query-editor/
 *
 * @throws Error for what it does not know
 */
export function readTraceSearch(text: string): TraceSearch {
  const [, service, tags = "", minDuration] =
    /^service=([\w-]+)(?: tags="([^"]+)")?(?: minDuration=(\d+(?:us|ms|s)))?$/.exec(text) ?? [];
  if (service === undefined) throw new Error(`a search that this test does not know: ${text}`);
  const pairs = tags.split(" ").filter(Boolean).map(readTag);
  return { service, tags: Object.fromEntries(pairs), minDuration };
}

function readTag(text: string): [string, string] {
  const [, name, value] = /^([\w.]+)=(\S+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new Error(`a tag that this test does not know: ${text}`);
  return [name, value];
}
