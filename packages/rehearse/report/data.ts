import type { Checks } from "../cloud/checked";
import type { CostLine, Monthly } from "../cost/estimate";
import type { Reason } from "../timing/waits";

/** A resource or component in the report: secrets are masked, long texts shortened. */
export interface ReportResource {
  readonly urn: string;
  readonly name: string;
  /** Type as Pulumi prints it: `aws:rds:Instance`. */
  readonly type: string;
  /** Name of the top-level component that contains it. */
  readonly component: string;
  readonly custom: boolean;
  readonly protect: boolean;
  /** Inputs by path (`spec.replicas`), and computed properties (`→ arn`). */
  readonly properties: Readonly<Record<string, string>>;
  readonly waits: readonly { readonly on: string; readonly reason: Reason; readonly detail: string }[];
  /** Seconds from the start of an `up`, how long it takes, and how much later it could end. */
  readonly start: number;
  readonly seconds: number;
  readonly slack: number;
  readonly critical: boolean;
  /** Source of the duration. */
  readonly source: string;
  readonly usd: Monthly;
}

/** The content of `out/STACK/report.json`, with which the next report is compared. */
export interface Report {
  readonly project: string;
  readonly stack: string;
  /** Of its AWS providers. */
  readonly regions: readonly string[];
  /** ISO 8601. */
  readonly madeAt: string;
  readonly resources: readonly ReportResource[];
  /** What the simulated cloud could judge, and what it could not. */
  readonly checks: Checks;
  readonly time: {
    readonly upSeconds: number;
    /** The duration without the dependencies that the program adds. */
    readonly imposedSeconds: number;
    readonly destroySeconds: number;
    /** URNs. */
    readonly upPath: readonly string[];
    readonly destroyPath: readonly string[];
    readonly needless: readonly string[];
  };
  readonly cost: {
    readonly total: Monthly;
    readonly components: readonly ({ readonly name: string } & Monthly)[];
    readonly lines: readonly CostLine[];
    readonly notPriced: readonly string[];
    readonly asOf: string;
    /** The region of the stack. */
    readonly region: string;
  };
}

/** A resource that differs between two reports. */
export interface ResourceChange {
  readonly kind: "added" | "changed" | "removed";
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly component: string;
  /** The properties of a changed resource that differ. Undefined if a side does not have the property. */
  readonly properties: readonly {
    readonly path: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  }[];
}

/** The differences from an earlier report. */
export interface Changes {
  readonly since: string;
  readonly resources: readonly ResourceChange[];
  readonly usd: Monthly;
  readonly upSeconds: number;
  readonly destroySeconds: number;
}

/** The data of the page's script. */
export interface PageData {
  readonly boxes: readonly PageBox[];
  readonly nodes: readonly PageNode[];
  /** Edges between boxes, and between nodes of one box, by index. */
  readonly boxEdges: readonly (readonly [from: number, to: number])[];
  readonly nodeEdges: readonly (readonly [from: number, to: number])[];
  readonly manifests: readonly string[];
}

/** A component or resource whose parent is the stack. */
interface PageBox {
  readonly label: string;
  /** How many resources: `31 resources`, or `provider`. */
  readonly size: string;
  readonly cost: string;
}

export interface PageNode {
  readonly name: string;
  readonly type: string;
  readonly kind: Kind;
  readonly box: number;
  readonly change: ResourceChange["kind"] | undefined;
  readonly forbidden: boolean;
  readonly critical: boolean;
  readonly protect: boolean;
  readonly properties: Readonly<Record<string, string>>;
  /** Index of each dependency, and the reason. */
  readonly waits: readonly (readonly [node: number, why: string])[];
  readonly time: string;
  readonly cost: string;
}

/** Category of a resource, for its colour. */
export type Kind = "network" | "compute" | "data" | "identity" | "workload" | "watch" | "other";
