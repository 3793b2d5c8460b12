import { partitionOf } from "./aws/partitions";
import { idBesideOtherRegions, inRegionOf } from "./aws/resource-region";
import { differences, keptValues } from "./differences";
import { type Existing, existingResources } from "./existing";
import { type CloudResource, type CloudSnapshot, Inventory } from "./inventory";
import { type Clock, earlyProblems } from "./late-permissions";
import { digitsOf, generatedId, importIdOf, type Naming, named } from "./naming";
import type { Package } from "./package";
import { isProperties } from "./paths";
import { expectedAfterUpdate, unknownAtCreation } from "./preview";
import { holders, Refusal } from "./refusals";
import { Registry } from "./registry";
import { resolve } from "./resolve";
import type { NewSubject, Properties, ResourceType } from "./resource-type";
import { carryOut } from "./steps";
import { today as currentDate } from "./today";

export type { CloudResource, CloudSnapshot } from "./inventory";
export { Refusal } from "./refusals";

/** The arguments of a creation. */
interface Creation {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly scope?: string;
}

/** An operation, which a test can make fail. */
export interface Operation {
  readonly kind: "create" | "update" | "delete" | "read";
  readonly type: string;
  readonly name: string;
  /** The region of the resource. */
  readonly region?: string;
  /** The step of an operation with several steps, such as `rollback`. */
  readonly step?: string;
}

/** The simulated account and region, and the tags that the provider adds to each resource. */
export interface Account {
  readonly id: string;
  region: string;
  defaultTags: Properties;
}

/**
 * A simulated cloud in memory. It supports the types and functions of the given packages, and rejects all others. Operations
 * take no time.
 */
export class Cloud {
  readonly account: Account = { id: "111122223333", region: "us-east-1", defaultTags: {} };
  /** Called before each operation; an exception makes the operation fail without effect. */
  before: (operation: Operation) => void | Promise<void> = () => undefined;
  /** Called in each step of an operation with several steps; an exception makes the step fail. The signal aborts when the provider ends. */
  during: (operation: Operation, signal?: AbortSignal) => void | Promise<void> = () => undefined;
  /** Called after each operation. An exception replaces the response of the completed operation. */
  after: (operation: Operation) => void | Promise<void> = () => undefined;
  /**
   * When the creations of a first `up` begin and end. With it, the cloud refuses what comes before a permission has taken effect, unless
   * the provider repeats the call. Default: permissions take effect at once.
   */
  clock: Clock | undefined;
  /** Tokens of the called data sources that have no entry. */
  readonly functionsNotChecked = new Set<string>();
  /** What is known about resource types. */
  readonly types: Registry;
  /** What exists. */
  private readonly inventory = new Inventory();
  /** The region whose existing resources the inventory contains. */
  private existingIn: string | undefined;

  /**
   * @param today the date with which the cloud compares support dates, as `YYYY-MM-DD`. Default: `GROUNDWORK_TODAY`, or the clock's
   */
  constructor(
    types: Registry | readonly Package[],
    readonly today: string = currentDate(),
    /** What exists in the account besides the resources of the stack. */
    private readonly besides: Existing = {},
  ) {
    this.types = types instanceof Registry ? types : new Registry(types);
  }

  /** Takes region and default tags from the inputs of a provider resource. */
  configure(provider: string, args: Properties): void {
    if (provider !== "aws") return;
    if (typeof args.region === "string") this.account.region = args.region;
    this.addExisting();
    // The nested arguments of provider resources are JSON.
    const { defaultTags } = args;
    const decoded: unknown = typeof defaultTags === "string" ? JSON.parse(defaultTags) : defaultTags;
    if (isProperties(decoded) && isProperties(decoded.tags)) this.account.defaultTags = decoded.tags;
  }

  /** Everything that was created, or everything of one type, including what existed before. */
  list(type?: string): CloudResource[] {
    return this.inventory.list(type);
  }

  /** The resource of a type whose property (its id by default) has a value. */
  find(type: string, value: string, by = "id"): CloudResource | undefined {
    return this.inventory.find(type, value, by);
  }

  /**
   * Adds a unique name to the inputs if the program sets none, as the provider does. An update keeps the name in the earlier
   * inputs.
   */
  check(type: string, name: string, inputs: Properties, naming: Naming = {}): Properties {
    return named(this.types.resourceType(type).autoName, type, name, inputs, naming);
  }

  /**
   * Which inputs differ, and which of those replace the resource.
   *
   * @param earlier the inputs of the last update
   * @param outputs the resource's state. Default: the earlier inputs, all of which were applied
   */
  diff(
    type: string,
    earlier: Properties,
    inputs: Properties,
    outputs: Properties = earlier,
  ): { changed: string[]; replaces: string[] } {
    return differences(this.types.resourceType(type), earlier, inputs, outputs);
  }

  /** A deleted resource whose deletion is pending, such as a secret in its recovery window. */
  pendingDeletion(type: string, property: string, value: unknown): CloudResource | undefined {
    return this.inventory.pendingDeletion(type, property, value);
  }

  /**
   * Creates a resource. Throws a Refusal if the real cloud would return an error.
   *
   * @param signal aborted when the provider ends, which interrupts an operation with several steps
   */
  async create(
    type: string,
    name: string,
    inputs: Properties,
    { scope = "", signal }: { readonly scope?: string; readonly signal?: AbortSignal } = {},
  ): Promise<CloudResource> {
    this.types.resourceType(type);
    await this.before({ kind: "create", type, name, region: inRegionOf(this, type, inputs).account.region });
    const resource = this.resolved({ type, name, inputs, scope });
    const early = this.clock ? earlyProblems(this, this.clock, resource) : [];
    if (early.length > 0) throw new Refusal(`creating ${type} "${name}": ${early.join("; ")}`);
    const created = await carryOut(this, "create", { resource, signal }, this.storeOf(resource));
    await this.after({ kind: "create", type, name });
    return created;
  }

  /** The resource that the cloud makes of these inputs, with a new id. */
  private resolved({ type, name, inputs, scope = "" }: Creation): CloudResource {
    const number = this.inventory.countCreation(type, name);
    const known = this.types.resourceType(type);
    const hex = digitsOf(type, name, number);
    const cloud = inRegionOf(this, type, inputs);
    const own = this.idOf(known, { name, inputs, cloud, scope, hex }) ?? generatedId(type, hex);
    const id = this.find(type, own) ? idBesideOtherRegions(this, { type, id: own, inputs }) : own;
    const resource = resolve(this, { type, id, name, inputs, scope });
    if (this.find(type, id)) {
      const subject = { id, name, inputs: resource.inputs, cloud: this, scope };
      const names = Object.keys(inputs).filter((input) => id.includes(String(inputs[input])));
      const another = names.length > 0 ? `; another ${names.join(" or ")} is allowed` : "";
      throw new Refusal(
        known.alreadyExists?.(subject) ?? `creating ${type} "${name}": ${id} already exists${another}`,
      );
    }
    return resource;
  }

  /** Returns the current resource. Undefined if it does not exist. */
  async read(type: string, id: string): Promise<CloudResource | undefined> {
    const found = this.find(type, id);
    await this.before({ kind: "read", type, name: found?.name ?? id, region: this.regionOf(found) });
    return this.find(type, id);
  }

  /**
   * Updates a resource in place. Throws a Refusal if it does not exist, or the cloud rejects the new inputs.
   *
   * @param signal aborted when the provider ends, which interrupts an operation with several steps
   */
  async update(type: string, id: string, inputs: Properties, signal?: AbortSignal): Promise<CloudResource> {
    const earlier = this.find(type, id);
    if (!earlier) throw new Refusal(`updating ${type} ${id}: it does not exist`);
    await this.before({ kind: "update", type, name: earlier.name, region: this.regionOf(earlier) });
    const { name, scope } = earlier;
    const applied = { ...inputs, ...keptValues(this.types.resourceType(type), earlier.inputs, inputs) };
    const resource = resolve(this, { type, id, name, inputs: applied, scope }, earlier);
    const subject = { id, name, inputs: resource.inputs, cloud: this, scope };
    const others = this.types.resourceType(type).updatesOthers?.(subject) ?? [];
    const updated = await carryOut(this, "update", { resource, earlier, signal }, this.storeOf(resource));
    for (const { id: other, change } of others) this.tamper(type, other, change);
    await this.after({ kind: "update", type, name: earlier.name });
    return updated;
  }

  /** Deletes a resource. Succeeds if it does not exist. Throws a Refusal while another resource uses it. */
  async delete(type: string, id: string): Promise<void> {
    const resource = this.find(type, id);
    if (!resource) return;
    await this.before({ kind: "delete", type, name: resource.name, region: this.regionOf(resource) });
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
    this.inventory.remove(type, id);
    if (this.types.resourceType(type).keepsName?.(subject)) this.inventory.keepName(resource);
    for (const each of left) this.inventory.put(each);
    await this.after({ kind: "delete", type, name: resource.name });
  }

  /**
   * Returns the result of a data source. One without an entry returns what the SDK's package declares, and is not checked.
   * Throws a Refusal if the SDK does not have it either.
   */
  invoke(token: string, inputs: Properties): Properties {
    if (!this.types.knowsFunction(token)) this.functionsNotChecked.add(token);
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

  /** What the cloud accepts today and will not accept for long, or what its data does not have yet; once each. */
  warnings(): readonly string[] {
    const found = this.list().flatMap(({ type, id, name, inputs, scope }) =>
      (this.types.resourceType(type).warn?.({ id, name, inputs, cloud: this, scope }) ?? []).map(
        (text) => `${type} "${name}": ${text}`,
      ),
    );
    return [...new Set(found)];
  }

  /** Changes or deletes a resource outside Pulumi, like a user in the console. */
  tamper(type: string, id: string, change: Properties | "delete"): void {
    const resource = this.find(type, id);
    if (!resource) throw new Refusal(`${type} ${id} does not exist`);
    if (change === "delete") this.inventory.remove(type, id);
    else {
      // Computed values are not inputs.
      const computed = this.types.resourceType(type).outputs;
      const given = Object.entries(change).filter(([property]) => !(property in computed));
      const inputs = { ...resource.inputs, ...Object.fromEntries(given) };
      this.inventory.replace(resource, { ...resource, inputs, outputs: { ...resource.outputs, ...change } });
    }
  }

  /** Stores a resource as it is outside Pulumi, like a tool that writes all of it. */
  store(resource: CloudResource): void {
    this.inventory.put(resource);
  }

  /** Returns a snapshot for `restore`. */
  snapshot(): CloudSnapshot {
    return this.inventory.snapshot();
  }

  /** Restores a snapshot. */
  restore(snapshot: CloudSnapshot): void {
    this.inventory.restore(snapshot);
  }

  private regionOf(resource: CloudResource | undefined): string {
    return String(resource?.outputs.region ?? this.account.region);
  }

  /** Their tags are their own: the provider's default tags are for the resources of the stack. */
  private addExisting(): void {
    const { defaultTags, region } = this.account;
    if (this.existingIn === region) return;
    this.existingIn = region;
    this.account.defaultTags = {};
    this.inventory.removeExisting();
    for (const { type, id, inputs, outputs = {} } of existingResources(this.besides, region)) {
      const resource = resolve(this, { type, id, name: id, inputs, scope: "" });
      this.inventory.addExisting({ ...resource, outputs: { ...resource.outputs, ...outputs } });
    }
    this.account.defaultTags = defaultTags;
  }

  private idOf({ id, importId }: ResourceType, subject: NewSubject<Properties>): string | undefined {
    if (typeof id === "function") return id(subject);
    const partition = partitionOf(this.account.region).id;
    return id === undefined && importId
      ? importIdOf(importId, subject.inputs, this.account.id, partition)
      : undefined;
  }

  private storeOf({ type, id }: CloudResource) {
    return {
      record: (resource: CloudResource) => this.inventory.put(resource),
      remove: () => this.inventory.remove(type, id),
    };
  }
}
