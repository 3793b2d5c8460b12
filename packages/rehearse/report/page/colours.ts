import type { Kind } from "../data";

/** The page's colours, read from its styles, which define them for light and dark mode. */
export function colours(): Record<
  Kind | "ink" | "quiet" | "line" | "surface" | "box" | "accent" | "bad" | "added" | "changed",
  string
> {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    network: of("network"),
    compute: of("compute"),
    data: of("data"),
    identity: of("identity"),
    workload: of("workload"),
    watch: of("watch"),
    other: of("other"),
    ink: of("ink"),
    quiet: of("quiet"),
    line: of("line"),
    surface: of("surface"),
    box: of("box"),
    accent: of("accent"),
    bad: of("bad"),
    added: of("added"),
    changed: of("changed"),
  };
}
