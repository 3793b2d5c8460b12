import fc from "fast-check";
import { schedule, type Task } from "../../timing/schedule";

/** Tasks in any order, each depending on some with a lower number, so never in a cycle. */
const tasks = fc
  .array(fc.record({ seconds: fc.nat(50), picks: fc.array(fc.nat(), { maxLength: 4 }) }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((all) =>
    all.map(
      ({ seconds, picks }, index): Task => ({
        id: `t${index}`,
        seconds,
        after: index === 0 ? [] : [...new Set(picks.map((pick) => `t${pick % index}`))],
      }),
    ),
  )
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));

/** Every chain of dependencies that ends in a task, by exhaustive search. */
function chainsTo(id: string, all: readonly Task[]): string[][] {
  const task = all.find((each) => each.id === id);
  const after = [...(task?.after ?? [])];
  return after.length === 0
    ? [[id]]
    : after.flatMap((other) => chainsTo(other, all).map((chain) => [...chain, id]));
}
const lengthOf = (chain: readonly string[], all: readonly Task[]) =>
  chain.reduce((sum, id) => sum + (all.find((task) => task.id === id)?.seconds ?? 0), 0);

test("the duration is that of the longest chain of dependencies, and the critical path is such a chain", () => {
  fc.assert(
    fc.property(tasks, (all) => {
      const { seconds, criticalPath } = schedule(all);
      const longest = Math.max(
        ...all.flatMap(({ id }) => chainsTo(id, all)).map((chain) => lengthOf(chain, all)),
      );
      expect(seconds).toBe(longest);
      expect(lengthOf(criticalPath, all)).toBe(longest);
      for (const [index, id] of criticalPath.entries()) {
        if (index > 0)
          expect([...(all.find((task) => task.id === id)?.after ?? [])]).toContain(criticalPath[index - 1]);
      }
    }),
  );
});

test("no task starts before its dependencies have ended, nor later than necessary", () => {
  fc.assert(
    fc.property(tasks, (all) => {
      const { slots } = schedule(all);
      for (const { id, after } of all) {
        const ends = [...after].map((other) => slots.get(other)?.end ?? Number.NaN);
        expect(slots.get(id)?.start).toBe(Math.max(0, ...ends));
      }
    }),
  );
});

test("a task can be delayed by exactly its slack before the total grows", () => {
  fc.assert(
    fc.property(tasks, fc.nat(), (all, pick) => {
      const { seconds, slots } = schedule(all);
      const chosen = all[pick % all.length];
      const slack = slots.get(chosen?.id ?? "")?.slack ?? Number.NaN;
      const longer = (more: number) =>
        schedule(all.map((task) => (task === chosen ? { ...task, seconds: task.seconds + more } : task)))
          .seconds;
      expect(longer(slack)).toBe(seconds);
      expect(longer(slack + 1)).toBe(seconds + 1);
    }),
  );
});

test("cyclic and missing dependencies are rejected with their names", () => {
  const circle = [
    { id: "a", seconds: 1, after: ["b"] },
    { id: "b", seconds: 1, after: ["a"] },
  ];
  expect(() => schedule(circle)).toThrow("a waits for itself: a → b");
  expect(() => schedule([{ id: "a", seconds: 1, after: ["gone"] }])).toThrow("there is no task gone");
});
