import { knownTypes } from "../cloud";
import type { EvaluatedResource } from "../cloud/evaluation";
import type { Registry } from "../cloud/registry";

/**
 * Why a resource waits for another: it uses a value of it, the program sets `dependsOn`, or the other one is its provider or
 * component.
 */
export type Reason = "value" | "order" | "provider" | "component";

/** A wait of one resource for another, both by URN. */
export interface Wait {
  readonly from: string;
  readonly on: string;
  readonly reason: Reason;
  /** For a value: the inputs that use it. */
  readonly inputs: readonly string[];
  /**
   * For an output of a component in another language, such as the VPC of awsx: whether the value comes from this resource. The
   * component returns its outputs only after it has created all its resources.
   */
  readonly own: boolean;
}

/** The dependencies of a set of registered resources. */
export class Waits {
  readonly byUrn: ReadonlyMap<string, EvaluatedResource>;
  private readonly children = new Map<string, EvaluatedResource[]>();
  private readonly providers: ReadonlyMap<string, string>;

  constructor(
    readonly resources: readonly EvaluatedResource[],
    /** The registry of their types. Default: the built-in types. */
    readonly types: Registry = knownTypes,
  ) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    this.providers = new Map(
      resources
        .filter(({ type }) => type.startsWith("pulumi:providers:"))
        .map(({ name, type, urn }) => [`${type}/${name}`, urn]),
    );
    for (const resource of resources) {
      const siblings = this.children.get(resource.parent);
      if (siblings) siblings.push(resource);
      else this.children.set(resource.parent, [resource]);
    }
  }

  /** The parent, its parent and so on. */
  *ancestors(urn: string): Generator<EvaluatedResource> {
    for (let at = this.byUrn.get(urn)?.parent; at; at = this.byUrn.get(at)?.parent) {
      const resource = this.byUrn.get(at);
      if (resource) yield resource;
    }
  }

  /** All resources in a component, at any depth, without components. */
  leaves(urn: string): EvaluatedResource[] {
    return (this.children.get(urn) ?? []).flatMap((child) =>
      child.custom ? [child, ...this.leaves(child.urn)] : this.leaves(child.urn),
    );
  }

  /** The targets that a resource waits for, without duplicates. A component in another language is replaced by its resources. */
  of(resource: EvaluatedResource): Wait[] {
    const from = resource.urn;
    const waits = new Map<string, Wait>();
    const add = (on: string, reason: Reason, inputs: readonly string[] = [], own = true) => {
      if (on !== from && !waits.has(on) && this.byUrn.has(on))
        waits.set(on, { from, on, reason, inputs, own });
    };
    const inputsByUrn = new Map<string, string[]>();
    for (const [input, urns] of Object.entries(resource.propertyDependencies ?? {})) {
      for (const urn of urns) inputsByUrn.set(urn, [...(inputsByUrn.get(urn) ?? []), input]);
    }
    for (const [urn, inputs] of inputsByUrn) {
      if (this.byUrn.get(urn)?.custom !== false) add(urn, "value", inputs);
      else {
        const used = JSON.stringify(inputs.map((input) => resource.inputs[input]));
        for (const part of this.leaves(urn))
          add(part.urn, "value", inputs, part.id !== "" && used.includes(`"${part.id}"`));
      }
    }
    for (const urn of resource.dependencies) {
      if (inputsByUrn.has(urn)) continue;
      if (this.byUrn.get(urn)?.custom === false) for (const part of this.leaves(urn)) add(part.urn, "order");
      else add(urn, "order");
    }
    const provider = resource.custom ? this.providerOf(resource) : undefined;
    if (provider !== undefined) add(provider, "provider");
    if (resource.parent) add(resource.parent, "component");
    return [...waits.values()];
  }

  private providerOf({ type, provider }: EvaluatedResource): string | undefined {
    return this.providers.get(`pulumi:providers:${type.split(":")[0]}/${provider}`);
  }
}
