import { type Change, nameOf } from "@groundwork/rehearse/lifecycle/operations";
import { holdsData } from "../../../policy/data-types";
import { summary, type TestStack } from "../engine/engine";
import type { Documented } from "./documented";

/** Compares the effect of changes on a stack with the table in docs/upgrades.md. */
export class DocumentedEffects {
  private readonly tested = new Set<string>();

  constructor(private readonly documented: ReadonlyMap<string, Documented>) {}

  /**
   * Makes a change and returns its effect. Expects that it replaced exactly what its line lists, that every
   * instance, bucket, key and secret is the same afterwards, and that a preview is then empty.
   */
  async check(
    { cloud, run }: TestStack,
    change: string,
    work: () => Promise<readonly Change[]>,
  ): Promise<readonly Change[]> {
    const line = this.documented.get(change);
    if (!line) throw new Error(`docs/upgrades.md has no line "${change}"`);
    this.tested.add(change);
    const data = () => cloud.list().filter(({ type }) => holdsData(type));
    const before = data();
    const changes = await work();
    const replaced = changes.filter(({ op }) => op === "replace").map(({ urn }) => shortName(urn));
    expect([...new Set(replaced)].sort()).toEqual(line.replaced);
    const present = new Set(data().map(({ id }) => id));
    const gone = before.filter(({ id }) => !present.has(id)).map(({ name }) => name);
    // A replica is a copy: a smaller number deletes the last one.
    expect(gone.filter((name) => change !== "remove a replica" || !name.includes("replica"))).toEqual([]);
    expect(summary(await run("preview"))).toEqual([]);
    return changes;
  }

  /** Lines of the table without a test. */
  untested(): string[] {
    return [...this.documented.keys()].filter((change) => !this.tested.has(change));
  }
}

/** `gallery-api (ConfigMap)`; a hash of the image in the name is removed. */
function shortName(urn: string): string {
  return nameOf(urn)
    .replace(/ \((?:[^:]+:)*([^:]+)\)$/, " ($1)")
    .replace(/-[0-9a-f]{10} /, " ");
}
