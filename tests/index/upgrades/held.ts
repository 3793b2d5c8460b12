import { type Change, nameOf } from "@groundwork/rehearse/lifecycle/operations";
import { holdsData } from "../../../policy/data-types";
import { summary, type TestStack } from "../engine/engine";
import type { Documented } from "./documented";

/** Holds what changes do to a stack against the table in docs/upgrades.md. */
export class Held {
  private readonly tried = new Set<string>();

  constructor(private readonly documented: ReadonlyMap<string, Documented>) {}

  /**
   * Carries out a change and gives what it did. Expects that it replaced what its line says and nothing else, that no
   * instance, bucket, key or secret is another one afterwards, and that a preview then is empty.
   */
  async carryOut(
    { cloud, run }: TestStack,
    change: string,
    work: () => Promise<readonly Change[]>,
  ): Promise<readonly Change[]> {
    const line = this.documented.get(change);
    if (!line) throw new Error(`docs/upgrades.md has no line "${change}"`);
    this.tried.add(change);
    const data = () => cloud.list().filter(({ type }) => holdsData(type));
    const before = data();
    const changes = await work();
    const replaced = changes.filter(({ op }) => op === "replace").map(({ urn }) => shortName(urn));
    expect([...new Set(replaced)].sort()).toEqual(line.replaced);
    const there = new Set(data().map(({ id }) => id));
    const gone = before.filter(({ id }) => !there.has(id)).map(({ name }) => name);
    // A replica is a copy: the one that a smaller number leaves out may go.
    expect(gone.filter((name) => change !== "a replica less" || !name.includes("replica"))).toEqual([]);
    expect(summary(await run("preview"))).toEqual([]);
    return changes;
  }

  /** Lines of the table that no change was held against. */
  untried(): string[] {
    return [...this.documented.keys()].filter((change) => !this.tried.has(change));
  }
}

/** `gallery-api (ConfigMap)`; a name that carries a hash of the image loses it. */
function shortName(urn: string): string {
  return nameOf(urn)
    .replace(/ \((?:[^:]+:)*([^:]+)\)$/, " ($1)")
    .replace(/-[0-9a-f]{10} /, " ");
}
