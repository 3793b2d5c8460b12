import { isProvider } from "../cloud/counting";
import type { Monthly } from "../cost/estimate";
import { priceRegion } from "../cost/prices";
import { isForbidden, type PolicyResult } from "../plan/policy-results";
import type { Changes, Kind, PageData, PageNode, Report, ReportResource } from "./data";
import { connect } from "./layers";
import { dollars, duration, plural } from "./words";

/** The data for the page's script: the graph with its layout, the details of each node, and the manifests. */
export function pageData(
  report: Report,
  changes: Changes | undefined,
  policies: readonly PolicyResult[],
  manifests: readonly string[],
): PageData {
  const shown = report.resources.filter(({ custom }) => custom);
  const indexes = new Map(shown.map(({ urn }, index) => [urn, index]));
  const names = [...new Set(shown.map(({ component }) => component))];
  const boxOf = new Map(names.map((name, index) => [name, index]));
  const waits = shown.map(({ waits: all }) => all.filter(({ reason }) => reason !== "component"));
  const connections = connect(
    shown.map(({ component }, index) => ({
      box: boxOf.get(component) ?? 0,
      waits: (waits[index] ?? []).flatMap(({ on }) => indexes.get(on) ?? []),
    })),
    names.length,
  );
  const changed = new Map(changes?.resources.map(({ urn, kind }) => [urn, kind]));
  const forbidden = new Set(policies.filter(isForbidden).map(({ urn }) => urn));
  return {
    boxes: names.map((name) => {
      const count = shown.filter(({ component, type }) => component === name && !isProvider(type)).length;
      const cost = report.cost.components.find((component) => component.name === name);
      return {
        label: name,
        size: count > 0 ? plural(count, "resource") : "provider",
        cost: cost ? costOf({ usd: cost }) : "",
      };
    }),
    nodes: shown.map((resource, index): PageNode => {
      const { urn, name, type, component, critical, protect, properties } = resource;
      return {
        name,
        type,
        kind: kindOf(type),
        box: boxOf.get(component) ?? 0,
        change: changed.get(urn),
        forbidden: forbidden.has(urn),
        critical,
        protect,
        properties,
        waits: (waits[index] ?? []).flatMap(({ on, reason, detail }) => {
          const target = indexes.get(on);
          return target === undefined
            ? []
            : [[target, reason === "order" ? `so that ${detail}` : detail] as const];
        }),
        time: timeOf(resource),
        cost: costOf(resource),
      };
    }),
    ...connections,
    manifests,
  };
}

function timeOf({ start, seconds, slack, critical, source }: ReportResource): string {
  if (seconds === 0) return "";
  const from = `starts after ${duration(start)}, takes ${duration(seconds)}`;
  const role = critical ? "on the critical path of an up" : `could end ${duration(slack)} later`;
  return `${from}; ${role}.${source === "" ? "" : ` Source: ${source}.`}`;
}

function costOf({ usd: { fixed, usage } }: { readonly usd: Monthly }): string {
  const parts = [
    ...(fixed > 0 ? [`${dollars(fixed)} fixed`] : []),
    ...(usage > 0 ? [`${dollars(usage)} by use`] : []),
  ];
  return parts.length > 0 ? `${parts.join(" and ")} a month at ${priceRegion} prices` : "";
}

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^aws:(ec2|vpc|route53|acm):/, "network"],
  [/^aws:(eks:Cluster|eks:Addon|lambda|ecr|codebuild)/, "compute"],
  [/^aws:(rds|s3|sqs|secretsmanager|dynamodb):/, "data"],
  [/^aws:(iam|kms|eks):/, "identity"],
  [/^aws:(cloudwatch|sns|budgets):/, "watch"],
  [/^kubernetes:/, "workload"],
];

/** The category of a resource, from its type. */
function kindOf(type: string): Kind {
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? "other";
}
