/** What exists in the simulated cloud. */
import type { Properties } from "./resource-type";

/** A resource that exists in the simulated cloud. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly inputs: Properties;
  /** Inputs and computed outputs together, as a provider returns them. */
  readonly outputs: Properties;
  readonly scope: string;
  /** What the simulation could not judge about the inputs. */
  readonly notChecked?: readonly string[];
  /** The revision that was deployed last, if the cloud keeps it beside this one, as Helm does. */
  readonly previous?: CloudResource | undefined;
}

/** The content of the cloud at one time. */
export interface CloudSnapshot {
  readonly resources: readonly CloudResource[];
  /** Number of creations of each resource until then. */
  readonly created: ReadonlyMap<string, number>;
  /** Resources whose deletion is pending. */
  readonly pending?: readonly CloudResource[];
}

/** The resources of the cloud, by type and id, and what AWS remembers of deleted ones. It refuses nothing. */
export class Inventory {
  private readonly resources = new Map<string, Map<string, CloudResource>>();
  /** Resources of the account that no stack creates. */
  private existing: readonly CloudResource[] = [];
  /** Deleted resources that AWS keeps until a window ends, so that nothing can be created with their names. */
  private pending: readonly CloudResource[] = [];
  /** Number of creations of each resource. The id of the next resource with the same name depends on it. */
  private created = new Map<string, number>();

  /** Everything that was created, or everything of one type, including what existed before. */
  list(type?: string): CloudResource[] {
    if (type !== undefined)
      return [
        ...this.existing.filter((each) => each.type === type),
        ...(this.resources.get(type)?.values() ?? []),
      ];
    return [...this.resources.values()].flatMap((ofType) => [...ofType.values()]);
  }

  /** The resource of a type whose property has a value. */
  find(type: string, value: string, by: string): CloudResource | undefined {
    if (by === "id")
      return (
        this.resources.get(type)?.get(value) ??
        this.existing.find((each) => each.type === type && each.id === value)
      );
    return this.list(type).find((resource) => resource.outputs[by] === value);
  }

  put(resource: CloudResource): void {
    const ofType = this.resources.get(resource.type) ?? new Map<string, CloudResource>();
    this.resources.set(resource.type, ofType.set(resource.id, resource));
  }

  /** Removes a resource that was created, if there is one. */
  remove(type: string, id: string): void {
    this.resources.get(type)?.delete(id);
  }

  /** Replaces a resource, which can be one that existed before. */
  replace(resource: CloudResource, by: CloudResource): void {
    if (!this.existing.includes(resource)) this.put(by);
    else this.existing = this.existing.map((each) => (each === resource ? by : each));
  }

  addExisting(resource: CloudResource): void {
    this.existing = [...this.existing, resource];
  }

  removeExisting(): void {
    this.existing = [];
  }

  /** Counts a creation. Returns the number of creations of this name. */
  countCreation(type: string, name: string): number {
    const key = `${type}/${name}`;
    const number = (this.created.get(key) ?? 0) + 1;
    this.created.set(key, number);
    return number;
  }

  /** Remembers a deleted resource whose name cannot be used again. */
  keepName(resource: CloudResource): void {
    this.pending = [...this.pending, resource];
  }

  /** A deleted resource whose name cannot be used again. */
  pendingDeletion(type: string, property: string, value: unknown): CloudResource | undefined {
    return this.pending.find((each) => each.type === type && each.outputs[property] === value);
  }

  snapshot(): CloudSnapshot {
    return { created: new Map(this.created), resources: this.list(), pending: this.pending };
  }

  restore({ created, resources, pending = [] }: CloudSnapshot): void {
    this.pending = pending;
    this.resources.clear();
    this.created = new Map(created);
    for (const resource of resources) this.put(resource);
  }
}
