import { MemoryBudget } from "../../app/src/photos/memory-budget";

/** Work that ends when finish() is called. */
function task(budget: MemoryBudget, mib: number) {
  const state = { started: false, finish: () => {} };
  const done = budget.run(mib, () => {
    state.started = true;
    return new Promise<void>((resolve) => {
      state.finish = resolve;
    });
  });
  return Object.assign(state, { done });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("small pictures are worked on side by side, and a large one waits until it has the room", async () => {
  const budget = new MemoryBudget(100);
  const small = [task(budget, 40), task(budget, 40)];
  const large = task(budget, 90);
  await settled();
  expect(small.map(({ started }) => started)).toEqual([true, true]);
  expect(large.started).toBe(false);
  small[0]?.finish();
  await settled();
  expect(large.started).toBe(false);
  small[1]?.finish();
  await settled();
  expect(large.started).toBe(true);
});

test("a large picture is not overtaken by small ones that come after it", async () => {
  const budget = new MemoryBudget(100);
  const first = task(budget, 60);
  const large = task(budget, 90);
  const later = task(budget, 10);
  await settled();
  expect([large.started, later.started]).toEqual([false, false]);
  first.finish();
  await settled();
  expect([large.started, later.started]).toEqual([true, true]);
});

test("work that fails gives its room back, and more than the whole budget counts as the whole", async () => {
  const budget = new MemoryBudget(100);
  await expect(budget.run(500, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  await expect(budget.run(100, async () => "ran")).resolves.toBe("ran");
});
