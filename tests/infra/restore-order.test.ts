/** The order of the phases, and the steps of `groundwork restore` in it, with a kill at each point. */
import { deployedProgress, knownProgress } from "@groundwork/delivery/restore/actual";
import { type Progress, phases, progressOf, type Source } from "@groundwork/delivery/restore/phases";
import { backSteps, confirmSteps, forwardSteps, type PhaseStep } from "@groundwork/delivery/restore/steps";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import { restoredData } from "../../applications/restored-data";
import { phaseStates, restorePhases } from "../../infra/database-restore";
import { checkRestoreOrder, progressIn, type RestoreProgress } from "../../infra/restore-order";

const time = "2026-10-31T14:32:00Z";
const other = {
  policy: "pin-images",
  resource: "a:b:C::d",
  reason: "Another exception.",
  until: "2026-12-31",
};
const deployed = (generation: number, phase: RestoreProgress["phase"]): RestoreProgress => ({
  generation,
  phase,
});

test("the tools know the phases of the program", () => {
  expect([...phases]).toEqual([...restorePhases]);
});

describe("the program refuses settings that do not follow the last complete update", () => {
  test.each<[string, RestoreProgress, RestoreProgress]>([
    ["a checkout without the restore that is prepared", deployed(1, "prepared"), deployed(1, "none")],
    ["a checkout without the restore that is switched", deployed(1, "switched"), deployed(1, "none")],
    ["a checkout from before a restore that was confirmed", deployed(2, "none"), deployed(1, "none")],
    ["the next generation before the switch", deployed(1, "stopped"), deployed(2, "none")],
    ["a generation too many", deployed(1, "confirmed"), deployed(3, "none")],
    ["a switch without stopping writes", deployed(1, "prepared"), deployed(1, "switched")],
    ["a phase without the one before it", deployed(1, "none"), deployed(1, "prepared")],
  ])("%s", (_, before, after) => {
    expect(() => checkRestoreOrder(before, after)).toThrow(
      new RegExp(
        `databaseGeneration ${before.generation} and databaseRestorePhase ${before.phase}[^]*Nothing was changed`,
      ),
    );
  });

  test("and says what is allowed", () => {
    expect(() => checkRestoreOrder(deployed(1, "confirmed"), deployed(1, "none"))).toThrow(
      "The settings have 1 and none; allowed is 1 with confirmed, returning, or 2 with none.",
    );
  });

  test("a new stack can begin in any state, and a stack without a restore is in generation 1", () => {
    expect(progressIn({})).toBeUndefined();
    expect(() => checkRestoreOrder(progressIn({}), deployed(2, "none"))).not.toThrow();
    expect(progressIn({ databasePrimaryAddress: "a" })).toEqual(deployed(1, "none"));
    expect(progressIn({ databasePrimaryAddress: "a", databaseRestore: deployed(2, "created") })).toEqual(
      deployed(2, "created"),
    );
  });
});

/** A stack in production: its file, the last complete update, and its instances, without an engine. */
class Stack {
  settings: Record<string, unknown> = { policyExceptions: [other] };
  last: RestoreProgress = deployed(1, "none");
  instances: string[] = ["database-primary", "database-replica-1"];
  readonly done: string[] = [];

  private around() {
    const config = restoredData;
    return { config, instances: this.instances, production: true, now: new Date(0), deployed: this.last };
  }

  private steps(kind: "to" | "confirm" | "back"): readonly PhaseStep[] {
    const progress: Progress = knownProgress(
      progressOf(this.settings),
      { ...this.last, source: this.last.phase === "none" ? undefined : { time } },
      kind === "back",
    );
    if (kind === "to") return forwardSteps(progress, { time }, "switched", restoredData).steps;
    return kind === "confirm" ? confirmSteps(progress, this.around()) : backSteps(progress, this.around());
  }

  /** Carries out the steps. The counter ends it like a kill: before the settings of a step, before its update, or before its deletions. */
  run(kind: "to" | "confirm" | "back", killAfter = Number.POSITIVE_INFINITY): void {
    let left = killAfter;
    const live = () => {
      if (left-- <= 0) throw new Error("killed");
    };
    for (const step of this.steps(kind)) {
      live();
      this.write(step.settings);
      live();
      this.up(step, live);
    }
  }

  private write(changes: ChangedSettings): void {
    for (const [key, value] of Object.entries(changes))
      if (value === undefined) delete this.settings[key];
      else this.settings[key] = value;
  }

  private up({ phase, deletes = [] }: PhaseStep, live: () => void): void {
    const { generation } = progressOf(this.settings);
    const after = deployed(generation, phase);
    checkRestoreOrder(this.last, after);
    const named = (of: number, replicas: boolean) => {
      const name = restoredData.generationName(of);
      return [`${name}-primary`, ...(replicas ? [`${name}-replica-1`] : [])];
    };
    const wanted =
      phase === "none"
        ? named(generation, true)
        : [...named(generation, true), ...named(generation + 1, phaseStates[phase].restored.replicas)];
    const gone = this.instances.filter((name) => !wanted.includes(name));
    // Nothing but the named instances goes.
    expect([...deletes].sort()).toEqual(gone.map((name) => `${name} (aws:rds/instance:Instance)`).sort());
    // The engine deletes at the end of an update, after the program has returned its outputs.
    this.instances = [...new Set([...this.instances, ...wanted])];
    this.last = after;
    live();
    this.instances = wanted;
    if (this.done.at(-1) !== phase) this.done.push(phase);
  }

  get exceptions() {
    const { policyExceptions = [] } = this.settings as { policyExceptions?: { resource: string }[] };
    return policyExceptions.map(({ resource }) => resource);
  }
}

const forward = ["created", "prepared", "stopped", "switched"];

test("a restore that is confirmed leaves the restored instances only, and the settings of the next generation", () => {
  const stack = new Stack();
  stack.run("to");
  expect([stack.done, stack.exceptions]).toEqual([forward, [other.resource]]);
  expect(() => stack.run("confirm", 3)).toThrow("killed");
  expect(stack.exceptions).toEqual([other.resource, "aws:rds/instance:Instance::database-primary"]);
  stack.run("confirm");
  expect(stack.instances).toEqual(["database-2-primary", "database-2-replica-1"]);
  expect(stack.settings).toEqual({ databaseGeneration: 2, policyExceptions: [other] });
  expect(stack.last).toEqual(deployed(2, "none"));
});

test("the next restore is of generation 3", () => {
  const stack = new Stack();
  for (const kind of ["to", "confirm", "to", "confirm"] as const) stack.run(kind);
  expect(stack.settings).toEqual({ databaseGeneration: 3, policyExceptions: [other] });
  expect(stack.instances).toEqual(["database-3-primary", "database-3-replica-1"]);
});

/** Each point at which a command can be killed: before the settings of a step, before its update, and before its deletions. */
const points = (steps: number) => Array.from({ length: 3 * steps }, (_, at) => at);

test.each(points(4))("a restore that is killed at point %i continues with the same command", (point) => {
  const stack = new Stack();
  expect(() => stack.run("to", point)).toThrow("killed");
  stack.run("to");
  expect(stack.done).toEqual(forward);
});

test.each(points(2))("a confirmation that is killed at point %i continues with the same command", (point) => {
  const stack = new Stack();
  stack.run("to");
  expect(() => stack.run("confirm", point)).toThrow("killed");
  stack.run("confirm");
  expect(stack.done).toEqual([...forward, "confirmed", "none"]);
  expect(stack.settings).toEqual({ databaseGeneration: 2, policyExceptions: [other] });
});

test.each(points(4).slice(1))("a restore that is killed at point %i goes back", (point) => {
  const stack = new Stack();
  expect(() => stack.run("to", point)).toThrow("killed");
  stack.run("back");
  expect(stack.instances).toEqual(["database-primary", "database-replica-1"]);
  expect(stack.settings).toEqual({ policyExceptions: [other] });
  expect(stack.last).toEqual(deployed(1, "none"));
});

test.each(points(3))("a way back that is killed at point %i continues with the same command", (point) => {
  const stack = new Stack();
  stack.run("to");
  expect(() => stack.run("back", point)).toThrow("killed");
  stack.run("back");
  expect(stack.done).toEqual([...forward, "returning", "returned", "none"]);
  expect(stack.settings).toEqual({ policyExceptions: [other] });
  expect(stack.instances).toEqual(["database-primary", "database-replica-1"]);
});

test.each([3, 4])(
  "a confirmation that is killed at point %i goes back, and the former instances are protected again at once",
  (point) => {
    const stack = new Stack();
    stack.run("to");
    expect(() => stack.run("confirm", point)).toThrow("killed");
    expect(stack.last.phase).toBe("confirmed");
    expect(() => stack.run("back", 1)).toThrow("killed");
    expect(stack.exceptions).toEqual([other.resource]);
    stack.run("back");
    expect(stack.settings).toEqual({ policyExceptions: [other] });
    expect(stack.instances).toEqual(["database-primary", "database-replica-1"]);
  },
);

test.each(["to", "confirm", "back"] as const)(
  "a checkout without the restore that is switched continues by the stack's outputs: %s",
  (kind) => {
    const stack = new Stack();
    stack.run("to");
    stack.settings = { policyExceptions: [other] };
    stack.run(kind);
    const phase = kind === "to" ? "switched" : "none";
    expect(stack.last).toEqual(deployed(kind === "confirm" ? 2 : 1, phase));
  },
);

test.each<Source>([
  { time },
  { time: "latest", backups: "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1" },
  { snapshot: "nightly" },
  { replicaOf: "arn:aws:rds:us-east-1:111122223333:db:primary" },
])("the outputs of a stack name the source %j, so that any checkout continues or takes it back", (source) => {
  const value = { generation: 1, phase: "switched", ...source };
  const outputs = { databaseRestore: { value, secret: false } };
  expect(deployedProgress(outputs)).toEqual({ generation: 1, phase: "switched", source });
  const known = knownProgress(progressOf({}), deployedProgress(outputs));
  expect(forwardSteps(known, source, "switched", restoredData).source).toEqual(source);
});

describe("refusals:", () => {
  const at = (phase: string, more: ChangedSettings = {}) =>
    progressOf({ databaseRestorePhase: phase, databaseRestoreTime: time, ...more });
  const around = {
    config: restoredData,
    instances: ["database-primary", "database-2-primary"],
    production: false,
    now: new Date(0),
    deployed: deployed(1, "none"),
  };

  test.each<[string, () => unknown, string]>([
    [
      "no source",
      () => forwardSteps(progressOf({}), undefined, "switched", restoredData),
      "--to TIME, --snapshot ID or --replica-of ARN",
    ],
    [
      "another source during a restore",
      () => forwardSteps(at("prepared"), { snapshot: "nightly" }, "switched", restoredData),
      `A restore from ${time} is in the phase prepared, and you gave snapshot nightly`,
    ],
    [
      "a phase that has passed",
      () => forwardSteps(at("stopped"), undefined, "prepared", restoredData),
      "in the phase stopped already, which is after prepared",
    ],
    [
      "forward during the way back",
      () => forwardSteps(at("returned"), undefined, "switched", restoredData),
      "with --back",
    ],
    [
      "forward after the confirmation",
      () => forwardSteps(at("confirmed"), undefined, "switched", restoredData),
      "with --confirm",
    ],
    ["a confirmation without a restore", () => confirmSteps(progressOf({}), around), "no restore to confirm"],
    ["a confirmation before the switch", () => confirmSteps(at("stopped"), around), "in the phase stopped"],
    [
      "a way back without a restore",
      () => backSteps(progressOf({}), { ...around, instances: ["database-primary"] }),
      "no restore to go back from",
    ],
    [
      "a way back to an instance that does not exist",
      () => backSteps(at("switched"), { ...around, instances: ["database-2-primary"] }),
      "database-primary is not in the state",
    ],
    [
      "a restore of the last generation",
      () => forwardSteps(progressOf({ databaseGeneration: 99 }), { time }, "switched", restoredData),
      "generation 99, and 99 is the last one",
    ],
    ["an unknown phase", () => at("done"), "databaseRestorePhase is done; allowed is none, created,"],
  ])("%s", (_, work, message) => {
    expect(work).toThrow(message);
  });

  test("of former instances that do not exist, none is unprotected or created again", () => {
    const steps = confirmSteps(at("switched"), { ...around, instances: ["database-2-primary"] });
    expect(steps.map(({ phase, deletes }) => [phase, deletes])).toEqual([["none", []]]);
  });

  test("without production guard rails, no exception is written", () => {
    const [step] = confirmSteps(at("switched"), around);
    expect(step?.settings).not.toHaveProperty("policyExceptions");
  });

  test("only the instances of the generation are deleted", () => {
    const instances = [
      "database-primary",
      "database-replica-1",
      "database-2-primary",
      "database-20-primary",
      "databases-primary",
    ];
    const [, last] = confirmSteps(at("switched"), { ...around, instances });
    expect(last?.deletes).toEqual(
      ["database-primary", "database-replica-1"].map((name) => `${name} (aws:rds/instance:Instance)`),
    );
  });
});
