import type { Behaviour, Package, Properties, Subject } from "./behaviour";
import { madeId, type Naming, named } from "./naming";
import { compact, isProperties, same, valueAt } from "./paths";
import { holders, missingReferences, nameProblems, Refusal, whereToAdd } from "./refusals";

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

/** What existed at one time. */
export interface CloudSnapshot {
  readonly resources: readonly CloudResource[];
  /** How often each resource had been created until then. */
  readonly created: ReadonlyMap<string, number>;
}

/** What is about to happen, for a fault that a test wants to inject. */
export interface Operation {
  readonly kind: "create" | "update" | "delete" | "read";
  readonly type: string;
  readonly name: string;
}

/** Where the simulated account is and what its provider adds to each resource. */
export interface Account {
  readonly id: string;
  region: string;
  defaultTags: Properties;
}

/**
 * A cloud that lives in memory. It knows only what the packages' tables say; a type or function that no table
 * has is refused. It has no clock: an operation takes no time.
 */
export class Cloud {
  readonly account: Account = { id: "111122223333", region: "us-east-1", defaultTags: {} };
  /** Called before each operation; to throw is to make the operation fail without effect. */
  before: (operation: Operation) => void | Promise<void> = () => undefined;
  /** Called after each operation; to throw is to lose the answer of something that was done. */
  after: (operation: Operation) => void | Promise<void> = () => undefined;
  private readonly resources = new Map<string, Map<string, CloudResource>>();
  private readonly behaviours = new Map<string, Behaviour>();
  private readonly functions = new Map<string, Package["functions"][string]>();
  /** How often each resource was created: the next one of its name gets another id, whatever happened to others. */
  private created = new Map<string, number>();

  constructor(packages: readonly Package[]) {
    for (const each of packages) {
      for (const [type, behaviour] of Object.entries(each.resources)) this.behaviours.set(type, behaviour);
      for (const [token, source] of Object.entries(each.functions)) this.functions.set(token, source);
    }
  }

  /** Takes over what a provider resource says: the region, and tags for everything. */
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

  /** The behaviour of a type. Throws a Refusal that names the file to add it to. */
  behaviour(type: string): Behaviour {
    const found = this.behaviours.get(type);
    if (found) return found;
    throw new Refusal(`the simulated cloud does not know the type ${type}: ${whereToAdd(type)}`);
  }

  /**
   * The inputs as the provider completes them: a unique name where the program gave none. With the inputs of an
   * earlier version given, its name is kept.
   */
  check(type: string, name: string, inputs: Properties, naming: Naming = {}): Properties {
    return named(this.behaviour(type).autoName, type, name, inputs, naming);
  }

  /** Which inputs differ, and which of those replace the resource. */
  diff(type: string, earlier: Properties, inputs: Properties): { changed: string[]; replaces: string[] } {
    const keys = [...new Set([...Object.keys(earlier), ...Object.keys(inputs)])].sort();
    const { replaceOn = [], defaults = {} } = this.behaviour(type);
    // What the cloud fills in by itself stays as it is when the program no longer says it.
    const left = (key: string) => inputs[key] === undefined && key in defaults;
    const changed = keys.filter((key) => !same(earlier[key], inputs[key]) && !left(key));
    const replaced = replaceOn
      .filter((path) => !same(valueAt(earlier, path), valueAt(inputs, path)))
      .map((path) => path.split(".")[0]);
    return { changed, replaces: changed.filter((key) => replaced.includes(key)) };
  }

  /** Creates a resource. Throws a Refusal where the real cloud would answer with an error. */
  async create(type: string, name: string, inputs: Properties, scope = ""): Promise<CloudResource> {
    const behaviour = this.behaviour(type);
    await this.before({ kind: "create", type, name });
    const key = `${type}/${name}`;
    const number = (this.created.get(key) ?? 0) + 1;
    this.created.set(key, number);
    const id = behaviour.id?.({ name, inputs, cloud: this, scope }) ?? madeId(type, name, number);
    const resource = this.resolve(type, id, name, inputs, scope);
    if (this.find(type, id)) {
      throw new Refusal(`creating ${type} "${name}": ${id} already exists`);
    }
    this.put(resource);
    await this.after({ kind: "create", type, name });
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
    const resource = this.resolve(type, id, earlier.name, inputs, earlier.scope, earlier);
    const { name, scope } = earlier;
    const carried = this.behaviour(type).carriesAlong?.({
      id,
      name,
      inputs: resource.inputs,
      cloud: this,
      scope,
    });
    this.put(resource);
    for (const { id: other, change } of carried ?? []) this.tamper(type, other, change);
    await this.after({ kind: "update", type, name: earlier.name });
    return resource;
  }

  /** Deletes a resource; one that is gone already is no error. Throws a Refusal while something holds it. */
  async delete(type: string, id: string): Promise<void> {
    const resource = this.find(type, id);
    if (!resource) return;
    await this.before({ kind: "delete", type, name: resource.name });
    const inUseBy = holders(this, resource).map((holder) => `${holder.type} "${holder.name}"`);
    const { name, inputs, scope } = resource;
    const subject = { id, name, inputs, cloud: this, scope };
    const problems = [
      ...(inUseBy.length > 0 ? [`still in use by ${inUseBy.join(", ")}`] : []),
      ...(this.behaviour(type).refuseDelete?.(subject) ?? []),
    ];
    if (problems.length > 0) {
      throw new Refusal(`deleting ${type} "${resource.name}" (${id}): ${problems.join("; ")}`);
    }
    this.resources.get(type)?.delete(id);
    await this.after({ kind: "delete", type, name: resource.name });
  }

  /** Answers a data source. Throws a Refusal when no table has it. */
  invoke(token: string, inputs: Properties): Properties {
    const source = this.functions.get(token);
    if (source) return source(inputs, this);
    throw new Refusal(`the simulated cloud does not know the function ${token}: ${whereToAdd(token)}`);
  }

  /** Outputs that a preview of a creation with these inputs cannot know. */
  unknownAtCreation(type: string, inputs: Properties): string[] {
    const { completes, defaults, outputs } = this.behaviour(type);
    const free = [...Object.keys(defaults ?? {}), ...Object.keys(outputs)].filter(
      (name) => !(name in inputs),
    );
    return [...free, ...Object.keys(completes ?? {})];
  }

  /** What a preview of an update can say: earlier outputs with the new inputs; undefined is not known yet. */
  previewUpdate(
    type: string,
    earlier: Properties,
    earlierInputs: Properties,
    inputs: Properties,
  ): Properties {
    const { completes, volatile } = this.behaviour(type);
    const kept = Object.entries(earlier).filter(([name]) => !(name in earlierInputs) || name in inputs);
    const parts = Object.keys(completes ?? {}).map((name) => [
      name,
      {
        ...(isProperties(earlier[name]) ? earlier[name] : {}),
        ...(isProperties(inputs[name]) ? inputs[name] : {}),
      },
    ]);
    const unknown = (volatile ?? []).map((name) => [name, undefined]);
    return Object.fromEntries([...kept, ...Object.entries(inputs), ...parts, ...unknown]);
  }

  /** Tampers with a resource behind Pulumi's back, as a person in the console would. */
  tamper(type: string, id: string, change: Properties | "delete"): void {
    const resource = this.find(type, id);
    if (!resource) throw new Refusal(`${type} ${id} does not exist`);
    if (change === "delete") this.resources.get(type)?.delete(id);
    else {
      // What the cloud computes is no input, whoever changed it.
      const computed = this.behaviour(type).outputs;
      const given = Object.entries(change).filter(([property]) => !(property in computed));
      const inputs = { ...resource.inputs, ...Object.fromEntries(given) };
      this.put({ ...resource, inputs, outputs: { ...resource.outputs, ...change } });
    }
  }

  /** Everything that exists, to come back to later with `restore`. */
  snapshot(): CloudSnapshot {
    return { created: new Map(this.created), resources: this.list() };
  }

  /** Puts everything back as it was. */
  restore({ created, resources }: CloudSnapshot): void {
    this.resources.clear();
    this.created = new Map(created);
    for (const resource of resources) this.put(resource);
  }

  private resolve(
    type: string,
    id: string,
    name: string,
    inputs: Properties,
    scope: string,
    earlier?: CloudResource,
  ): CloudResource {
    const behaviour = this.behaviour(type);
    const given = compact(inputs);
    const subject: Subject<Properties> = { id, name, inputs: given, cloud: this, scope };
    const problems = [
      ...missingReferences(this, behaviour, given),
      ...nameProblems(this, type, behaviour, given, id),
      ...(behaviour.refuse?.(subject) ?? []),
    ];
    if (problems.length > 0) {
      const verb = earlier ? "updating" : "creating";
      throw new Refusal(`${verb} ${type} "${name}": ${problems.join("; ")}`);
    }
    const fill = (table: Readonly<Record<string, (subject: Subject<Properties>) => unknown>>): Properties =>
      Object.fromEntries(
        Object.entries(table).map(([output, compute]) => {
          const keeps = earlier && !(behaviour.volatile ?? []).includes(output) && output in earlier.outputs;
          return [output, keeps ? earlier.outputs[output] : compute(subject)];
        }),
      );
    const region = type.startsWith("aws:") ? { region: this.account.region } : {};
    const tags = "tagsAll" in behaviour.outputs ? { tagsAll: this.tags(given) } : {};
    const outputs = compact({
      ...region,
      ...fill(behaviour.outputs),
      ...tags,
      ...fill(behaviour.defaults ?? {}),
      ...given,
      ...completed(behaviour, subject),
    });
    return { type, id, name, inputs: given, outputs, scope };
  }

  private put(resource: CloudResource): void {
    const ofType = this.resources.get(resource.type) ?? new Map<string, CloudResource>();
    this.resources.set(resource.type, ofType.set(resource.id, resource));
  }

  private tags(inputs: Properties): Properties {
    return { ...this.account.defaultTags, ...(isProperties(inputs.tags) ? inputs.tags : {}) };
  }
}

function completed({ completes }: Behaviour, subject: Subject<Properties>): Properties {
  return Object.fromEntries(Object.entries(completes ?? {}).map(([name, add]) => [name, add(subject)]));
}
