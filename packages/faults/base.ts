/** The starting points of the faults, prepared once for each stack. */
import type { Change } from "@groundwork/rehearse/lifecycle/operations";
import { typeOf } from "@groundwork/rehearse/lifecycle/operations";
import { isOn, type Moment, type TestStack } from "./test-stack";

/** The moments that faults start from, and the resources that faults can affect there. */
export interface Base {
  /** Nothing exists. */
  readonly empty: Moment;
  /** All of the stack exists. */
  readonly up: Moment;
  /** All of the stack exists, and nothing protects it any more (docs/operations.md, "Remove an environment"). */
  readonly unguarded: Moment;
  /** All of the stack exists, and the settings request a realistic change. */
  readonly asked: Moment;
  /** What the first `up` creates in the cloud, by URN in the order of the state. */
  readonly created: readonly string[];
  /** What the change updates in the cloud. */
  readonly updated: readonly string[];
  /** What the change replaces. */
  readonly replaced: readonly string[];
  /** The changes that the update makes when no fault is injected. */
  readonly change: readonly Change[];
}

/** The resources that the change neither replaces nor deletes: they must exist afterwards with the same ids. */
export function keptBy<T extends { readonly type: string; readonly name: string }>(
  { change }: Base,
  resources: readonly T[],
): T[] {
  const goes = change.filter(({ op }) => op === "replace" || op === "delete").map(({ urn }) => urn);
  return resources.filter((resource) => !goes.some((urn) => isOn(urn, resource)));
}

/** Whether the update makes this change without a fault. An interrupted replacement may delete the old resource later. */
export function isOfChange({ change }: Base, { op, urn }: Pick<Change, "op" | "urn">): boolean {
  return change.some((each) => each.urn === urn && (each.op === op || each.op === "replace"));
}

export async function makeBase(testStack: TestStack): Promise<Base> {
  const empty = testStack.now();
  await testStack.run("up");
  const problems = testStack.disagreements();
  if (problems.length > 0) throw new Error(`problems before any fault was injected: ${problems.join("; ")}`);
  const up = testStack.now();
  const types = new Set(testStack.cloud.list().map(({ type }) => type));
  const created = testStack
    .known()
    .filter(({ urn }) => types.has(typeOf(urn)))
    .map(({ urn }) => urn);

  const { guardRailsOff, sampleChange } = testStack.config;
  testStack.set(sampleChange?.(testStack.sampleContext()) ?? {});
  const asked = testStack.now();
  const operations: { kind: string; type: string; name: string }[] = [];
  testStack.interceptAfter((operation) => void operations.push(operation));
  const { changes } = await testStack.run("up");
  const urns = new Set(changes.map(({ urn }) => urn));
  const operated = (kind: string) =>
    [...urns].filter((urn) =>
      operations.some((operation) => operation.kind === kind && isOn(urn, operation)),
    );
  const [updated, deleted] = [operated("update"), operated("delete")];
  const replaced = operated("create").filter((urn) => deleted.includes(urn));

  testStack.restore(up);
  let unguarded = up;
  if (testStack.isGuarded()) {
    testStack.set(guardRailsOff ?? {});
    await testStack.run("up");
    unguarded = testStack.now();
  }
  return { empty, up, unguarded, asked, created, updated, replaced, change: changes };
}
