import { generatedId, importIdOf, type Naming, named } from "./naming";
import type { Package } from "./package";
import { isProperties, same, valueAt } from "./paths";
import { expectedAfterUpdate, unknownAtCreation } from "./preview";
import { holders, Refusal } from "./refusals";
import { Registry } from "./registry";
import { resolve } from "./resolve";
import type { Properties, ResourceType } from "./resource-type";

export { Refusal } from "./refusals";

/** A resource that exists in the simulated cloud. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly inputs: Properties;
  /** Inputs and computed outputs together, as a provider returns them. */
  readonly outputs: Properties;
  readonly scope: string;
}

/** What a resource is created from. */
interface Creation {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly scope?: string;
}

/** What existed at one time. */
export interface CloudSnapshot {
  readonly resources: readonly CloudResource[];
  /** How often each resource had been created until then. */
  readonly created: ReadonlyMap<string, number>;
}

/** An operation that a test may let fail. */
export interface Operation {
  readonly kind: "create" | "update" | "delete" | "read";
  readonly type: string;
  readonly name: string;
}

/** The simulated account and region, and the tags that the provider adds to each resource. */
export interface Account {
  readonly id: string;
  region: string;
  defaultTags: Properties;
}

/**
 * A cloud in memory. It knows only what the packages say; it refuses a type or function that no package has. It has no
 * clock: an operation takes no time.
 */
export class Cloud {
  readonly account: Account = { id: "111122223333", region: "us-east-1", defaultTags: {} };
  /** Called before each operation; an exception makes the operation fail without effect. */
  before: (operation: Operation) => void | Promise<void> = () => undefined;
  /** Called after each operation; an exception loses the answer of an operation that was carried out. */
  after: (operation: Operation) => void | Promise<void> = () => undefined;
  /** What is known about resource types. */
  readonly types: Registry;
  private readonly resources = new Map<string, Map<string, CloudResource>>();
  /** How often each resource was created. It decides the id of the next one of the name. */
  private created = new Map<string, number>();

  constructor(types: Registry | readonly Package[]) {
    this.types = types instanceof Registry ? types : new Registry(types);
  }

  /** Takes region and default tags from the inputs of a provider resource. */
  configure(provider: string, args: Properties): void {
    if (provider !== "aws") return;
    if (typeof args.region === "string") this.account.region = args.region;
    // Provider resources carry their nested arguments as JSON.
    const { defaultTags } = args;
    const decoded: unknown = typeof defaultTags === "string" ? JSON.parse(defaultTags) : defaultTags;
    if (isProperties(decoded) && isProperties(decoded.tags)) this.account.defaultTags = decoded.tags;
  }

  /** Everything that exists, or everything of one type. */
  list(type?: string): CloudResource[] {
    if (type !== undefined) return [...(this.resources.get(type)?.values() ?? [])];
    return [...this.resources.values()].flatMap((ofType) => [...ofType.values()]);
  }

  /** The resource of a type whose property (its id by default) has a value. */
  find(type: string, value: string, by = "id"): CloudResource | undefined {
    if (by === "id") return this.resources.get(type)?.get(value);
    return this.list(type).find((resource) => resource.outputs[by] === value);
  }

  /**
   * The inputs as the provider completes them: with a unique name where the program gives none. The name in the
   * inputs of an earlier version is kept.
   */
  check(type: string, name: string, inputs: Properties, naming: Naming = {}): Properties {
    return named(this.types.resourceType(type).autoName, type, name, inputs, naming);
  }

  /** Which inputs differ, and which of those replace the resource. */
  diff(type: string, earlier: Properties, inputs: Properties): { changed: string[]; replaces: string[] } {
    const keys = [...new Set([...Object.keys(earlier), ...Object.keys(inputs)])].sort();
    const { replaceOn = [], defaults = {} } = this.types.resourceType(type);
    // A value that the cloud fills in stays as it is when the program no longer gives it.
    const left = (key: string) => inputs[key] === undefined && key in defaults;
    const changed = keys.filter((key) => !same(earlier[key], inputs[key]) && !left(key));
    const replaced = replaceOn
      .filter((path) => !same(valueAt(earlier, path), valueAt(inputs, path)))
      .map((path) => path.split(".")[0]);
    return { changed, replaces: changed.filter((key) => replaced.includes(key)) };
  }

  /** Creates a resource. Throws a Refusal where the real cloud would answer with an error. */
  async create(type: string, name: string, inputs: Properties, scope = ""): Promise<CloudResource> {
    this.types.resourceType(type);
    await this.before({ kind: "create", type, name });
    const resource = this.resolved({ type, name, inputs, scope });
    this.put(resource);
    await this.after({ kind: "create", type, name });
    return resource;
  }

  /** The resource that the cloud makes of these inputs, with a new id. */
  private resolved({ type, name, inputs, scope = "" }: Creation): CloudResource {
    const key = `${type}/${name}`;
    const number = (this.created.get(key) ?? 0) + 1;
    this.created.set(key, number);
    const known = this.types.resourceType(type);
    const id = this.idOf(known, name, inputs, scope) ?? generatedId(type, name, number);
    const resource = resolve(this, { type, id, name, inputs, scope });
    if (this.find(type, id)) {
      throw new Refusal(`creating ${type} "${name}": ${id} already exists`);
    }
    return resource;
  }

  /** The resource as it is now, or undefined when it is gone. */
  async read(type: string, id: string): Promise<CloudResource | undefined> {
    await this.before({ kind: "read", type, name: this.find(type, id)?.name ?? id });
    return this.find(type, id);
  }

  /** Changes a resource in place. Throws a Refusal when it is gone or the new inputs are refused. */
  async update(type: string, id: string, inputs: Properties): Promise<CloudResource> {
    const earlier = this.find(type, id);
    if (!earlier) throw new Refusal(`updating ${type} ${id}: it does not exist`);
    await this.before({ kind: "update", type, name: earlier.name });
    const { name, scope } = earlier;
    const resource = resolve(this, { type, id, name, inputs, scope }, earlier);
    const subject = { id, name, inputs: resource.inputs, cloud: this, scope };
    const others = this.types.resourceType(type).updatesOthers?.(subject) ?? [];
    this.put(resource);
    for (const { id: other, change } of others) this.tamper(type, other, change);
    await this.after({ kind: "update", type, name: earlier.name });
    return resource;
  }

  /** Deletes a resource; one that no longer exists is no error. Throws a Refusal while another resource needs it. */
  async delete(type: string, id: string): Promise<void> {
    const resource = this.find(type, id);
    if (!resource) return;
    await this.before({ kind: "delete", type, name: resource.name });
    const inUseBy = holders(this, resource).map((holder) => `${holder.type} "${holder.name}"`);
    const { name, inputs, scope } = resource;
    const subject = { id, name, inputs, cloud: this, scope };
    const problems = [
      ...(inUseBy.length > 0 ? [`still in use by ${inUseBy.join(", ")}`] : []),
      ...(this.types.resourceType(type).refuseDelete?.(subject) ?? []),
    ];
    if (problems.length > 0) {
      throw new Refusal(`deleting ${type} "${resource.name}" (${id}): ${problems.join("; ")}`);
    }
    const left = (this.types.resourceType(type).leaves?.(subject) ?? []).map((each) => this.resolved(each));
    this.resources.get(type)?.delete(id);
    for (const each of left) this.put(each);
    await this.after({ kind: "delete", type, name: resource.name });
  }

  /** The result of a data source. Throws a Refusal for an unknown one. */
  invoke(token: string, inputs: Properties): Properties {
    return this.types.dataSource(token)(inputs, this);
  }

  /** Outputs that a preview of a creation with these inputs cannot know. */
  unknownAtCreation(type: string, inputs: Properties): string[] {
    return unknownAtCreation(this.types.resourceType(type), inputs);
  }

  /** The outputs that a preview of an update expects; undefined for those that it cannot know. */
  previewUpdate(
    type: string,
    earlier: Properties,
    earlierInputs: Properties,
    inputs: Properties,
  ): Properties {
    return expectedAfterUpdate(this.types.resourceType(type), earlier, earlierInputs, inputs);
  }

  /** Changes or deletes a resource outside of Pulumi, as a person in the console does. */
  tamper(type: string, id: string, change: Properties | "delete"): void {
    const resource = this.find(type, id);
    if (!resource) throw new Refusal(`${type} ${id} does not exist`);
    if (change === "delete") this.resources.get(type)?.delete(id);
    else {
      // What the cloud computes is not an input.
      const computed = this.types.resourceType(type).outputs;
      const given = Object.entries(change).filter(([property]) => !(property in computed));
      const inputs = { ...resource.inputs, ...Object.fromEntries(given) };
      this.put({ ...resource, inputs, outputs: { ...resource.outputs, ...change } });
    }
  }

  /** Everything that exists, for `restore`. */
  snapshot(): CloudSnapshot {
    return { created: new Map(this.created), resources: this.list() };
  }

  /** Goes back to a snapshot. */
  restore({ created, resources }: CloudSnapshot): void {
    this.resources.clear();
    this.created = new Map(created);
    for (const resource of resources) this.put(resource);
  }

  private idOf(
    { id, importId }: ResourceType,
    name: string,
    inputs: Properties,
    scope: string,
  ): string | undefined {
    if (typeof id === "function") return id({ name, inputs, cloud: this, scope });
    return id === undefined && importId ? importIdOf(importId, inputs, this.account.id) : undefined;
  }

  private put(resource: CloudResource): void {
    const ofType = this.resources.get(resource.type) ?? new Map<string, CloudResource>();
    this.resources.set(resource.type, ofType.set(resource.id, resource));
  }
}
