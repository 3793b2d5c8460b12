import { parser } from "@prometheus-io/lezer-promql";

/** The names of all metrics in an expression. @throws if it is not valid PromQL */
export function metricsOf(expr: string): string[] {
  const names = new Set<string>();
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`invalid PromQL at ${node.from}: ${expr}`);
      if (node.name !== "VectorSelector") return;
      const identifier = node.node.getChild("Identifier");
      if (identifier === null) throw new Error(`a selector without a metric name: ${expr}`);
      names.add(expr.slice(identifier.from, identifier.to));
    },
  });
  return [...names];
}
