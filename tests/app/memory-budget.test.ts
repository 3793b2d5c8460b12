import { MemoryBudget } from "../../app/src/photos/memory-budget";

/** Starts work that ends when finish() is called. */
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

test("small pictures are processed concurrently, and a large one waits for enough memory", async () => {
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

test("later small pictures do not overtake a large one", async () => {
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

test("failed work releases its memory, and a picture above the budget gets the whole budget", async () => {
  const budget = new MemoryBudget(100);
  await expect(budget.run(500, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  await expect(budget.run(100, async () => "ran")).resolves.toBe("ran");
});
