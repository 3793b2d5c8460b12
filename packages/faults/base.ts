/** What each fault starts from, made once a stack. */
import type { Change } from "@groundwork/rehearse/lifecycle/operations";
import { typeOf } from "@groundwork/rehearse/lifecycle/operations";
import { isOn, type Moment, type World } from "./world";

/** The moments that faults start from, and what can be met there. */
export interface Base {
  /** Nothing exists. */
  readonly empty: Moment;
  /** All of the stack exists. */
  readonly up: Moment;
  /** All of the stack exists, and nothing protects it any more (docs/operations.md, "Remove an environment"). */
  readonly unguarded: Moment;
  /** All of it exists, and the settings ask for a realistic change. */
  readonly asked: Moment;
  /** What the first `up` creates in the cloud, by URN in the order of the state. */
  readonly created: readonly string[];
  /** What the change updates in the cloud. */
  readonly updated: readonly string[];
  /** What the change replaces. */
  readonly replaced: readonly string[];
  /** What the change does when nothing breaks. */
  readonly change: readonly Change[];
}

/** Of what existed, what the change neither replaces nor deletes: it must be there afterwards, the same as before. */
export function keptBy<T extends { readonly type: string; readonly name: string }>(
  { change }: Base,
  resources: readonly T[],
): T[] {
  const goes = change.filter(({ op }) => op === "replace" || op === "delete").map(({ urn }) => urn);
  return resources.filter((resource) => !goes.some((urn) => isOn(urn, resource)));
}

/** Whether the change does this when nothing breaks; what was half replaced may also be deleted later. */
export function isOfChange({ change }: Base, { op, urn }: Pick<Change, "op" | "urn">): boolean {
  return change.some((each) => each.urn === urn && (each.op === op || each.op === "replace"));
}

export async function makeBase(world: World): Promise<Base> {
  const empty = world.now();
  await world.run("up");
  const problems = world.disagreements();
  if (problems.length > 0) throw new Error(`without a fault already: ${problems.join("; ")}`);
  const up = world.now();
  const types = new Set(world.cloud.list().map(({ type }) => type));
  const created = world
    .known()
    .filter(({ urn }) => types.has(typeOf(urn)))
    .map(({ urn }) => urn);

  const { guardRailsOff, sampleChange } = world.config;
  world.set(sampleChange?.(world.stack) ?? {});
  const asked = world.now();
  const met: { kind: string; type: string; name: string }[] = [];
  world.breakAfter((operation) => void met.push(operation));
  const { changes } = await world.run("up");
  const urns = new Set(changes.map(({ urn }) => urn));
  const metBy = (kind: string) =>
    [...urns].filter((urn) => met.some((operation) => operation.kind === kind && isOn(urn, operation)));
  const [updated, deleted] = [metBy("update"), metBy("delete")];
  const replaced = metBy("create").filter((urn) => deleted.includes(urn));

  world.backTo(up);
  let unguarded = up;
  if (world.isGuarded()) {
    world.set(guardRailsOff ?? {});
    await world.run("up");
    unguarded = world.now();
  }
  return { empty, up, unguarded, asked, created, updated, replaced, change: changes };
}
