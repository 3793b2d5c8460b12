/** A task with a duration, which may depend on other tasks. */
export interface Task {
  readonly id: string;
  readonly seconds: number;
  /** Ids of the tasks that must end before it starts. */
  readonly after: Iterable<string>;
}

/** The time of a task if all tasks start as early as possible. */
interface Slot {
  readonly start: number;
  readonly end: number;
  /** How much later the task can end without delaying the total. */
  readonly slack: number;
  /** The dependency that ends last. Undefined if the task starts immediately. */
  readonly heldBy: string | undefined;
}

/** The schedule of all tasks. */
export interface Schedule {
  readonly seconds: number;
  readonly slots: ReadonlyMap<string, Slot>;
  /** The critical path: each task starts when the previous one ends. */
  readonly criticalPath: readonly string[];
}

/**
 * Starts all tasks as early as possible, with unlimited parallelism.
 * @throws Error if a task depends on a missing task, or the dependencies have a cycle.
 */
export function schedule(tasks: readonly Task[]): Schedule {
  const ordered = inOrder(tasks);
  const early = new Map<string, Omit<Slot, "slack">>();
  for (const { id, seconds, after } of ordered) {
    let start = 0;
    let heldBy: string | undefined;
    for (const other of after) {
      const { end } = found(early, other);
      if (heldBy === undefined || end > start) [start, heldBy] = [Math.max(start, end), other];
    }
    early.set(id, { start, end: start + seconds, heldBy });
  }
  const total = Math.max(0, ...[...early.values()].map(({ end }) => end));
  const latest = new Map(ordered.map(({ id }) => [id, total]));
  for (const { id, seconds, after } of [...ordered].reverse()) {
    const start = found(latest, id) - seconds;
    for (const other of after) latest.set(other, Math.min(found(latest, other), start));
  }
  const slots = new Map(
    [...early].map(([id, slot]) => [id, { ...slot, slack: found(latest, id) - slot.end }]),
  );
  return { seconds: total, slots, criticalPath: pathTo(slots, total) };
}

/** Sorts the tasks topologically. */
export function inOrder(tasks: readonly Task[]): Task[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const done = new Set<string>();
  const open = new Set<string>();
  const ordered: Task[] = [];
  const visit = (id: string): void => {
    if (done.has(id)) return;
    if (open.has(id)) throw new Error(`${id} waits for itself: ${[...open].join(" → ")}`);
    const task = found(byId, id);
    open.add(id);
    for (const other of task.after) visit(other);
    open.delete(id);
    done.add(id);
    ordered.push(task);
  };
  for (const { id } of tasks) visit(id);
  return ordered;
}

function pathTo(slots: ReadonlyMap<string, Slot>, total: number): string[] {
  const path: string[] = [];
  let at: string | undefined = [...slots].find(([, { end }]) => end === total)?.[0];
  while (at !== undefined) {
    path.unshift(at);
    at = found(slots, at).heldBy;
  }
  return path;
}

function found<V>(map: ReadonlyMap<string, V>, id: string): V {
  const value = map.get(id);
  if (value === undefined) throw new Error(`there is no task ${id}`);
  return value;
}
