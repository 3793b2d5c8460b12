/**
 * What `groundwork restore` refuses in each of its steps, for each kind of source, and what it leaves then. AWS and the databases give
 * the answers of the tests; the stack has no engine.
 */
import type { Phase, Source } from "@groundwork/delivery/restore/phases";
import type { RestoreArgs } from "@groundwork/delivery/restore/restore";
import { checkRoom } from "@groundwork/delivery/restore/room";
import { checkSource } from "@groundwork/delivery/restore/source";
import type { RunStatement } from "@groundwork/delivery/restore/statements";
import { fakeAws } from "@groundwork/delivery/tests/restore/fake-aws";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { restoredData } from "../../applications/restored-data";
import { evaluated } from "../evaluated";
import { runLine } from "../index/engine/restore-command";
import { keyArn, RestoreStack } from "./restore-stack";

const { statements } = restoredData;
const time = "2026-10-31T14:32:00Z";
const backups = "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1";
const replicaOf = "arn:aws:rds:us-east-1:111122223333:db:primary";
const command = "npx --no groundwork restore STACK";

/** The kinds of sources, with their options. The last two are in another region. */
const sources: readonly (readonly [options: string, source: Source])[] = [
  [`--to ${time}`, { time }],
  ["--snapshot nightly", { snapshot: "nightly" }],
  [`--to ${time} --backups ${backups}`, { time, backups }],
  [`--replica-of ${replicaOf}`, { replicaOf }],
];

/** What is wrong: the time or the snapshot is not in the backups, too few instances are allowed, a migration ran later, a writer is open. */
type Problem = "source" | "quota" | "schema" | "writer";
const problems: readonly Problem[] = ["source", "quota", "schema", "writer"];

/** The stack in the phase in which all instances exist. */
let resources: readonly EvaluatedResource[];
beforeAll(async () => {
  const changes = { databaseRestorePhase: "prepared", databaseRestoreSnapshot: "any" };
  ({ resources } = await evaluated("dev", { changes }));
});

function answers(...wrong: readonly Problem[]) {
  const is = (problem: Problem) => wrong.includes(problem);
  const window = is("source")
    ? { EarliestTime: "2026-10-31T15:00:00Z", LatestTime: "2026-11-01T00:00:00Z" }
    : { EarliestTime: "2026-10-31T00:00:00Z", LatestTime: "2026-11-01T00:00:00Z" };
  const snapshot = { DBSnapshotIdentifier: "nightly", Status: "available", KmsKeyId: keyArn };
  const { aws, asked } = fakeAws({
    "rds:DescribeDBInstanceAutomatedBackups": {
      DBInstanceAutomatedBackups: {
        DBInstanceAutomatedBackup: { RestoreWindow: window, KmsKeyId: keyArn, AllocatedStorage: "20" },
      },
    },
    "rds:DescribeDBSnapshots": { DBSnapshots: is("source") ? "" : { DBSnapshot: snapshot } },
    "servicequotas:GetServiceQuota": { Quota: { Value: is("quota") ? 3 : 40 } },
    "rds:DescribeDBInstances": { DBInstances: "" },
    "rds:DescribeDBEngineVersions": {
      DBEngineVersions: {
        DBEngineVersion: resources.flatMap(({ inputs }) =>
          inputs.engineVersion === undefined ? [] : [{ EngineVersion: inputs.engineVersion }],
        ),
      },
    },
    "rds:DescribeOrderableDBInstanceOptions": {
      OrderableDBInstanceOptions: {
        OrderableDBInstanceOption: {
          StorageType: "gp3",
          AvailabilityZones: { AvailabilityZone: [{ Name: "us-east-1a" }, { Name: "us-east-1b" }] },
        },
      },
    },
  });
  /** Statements that the databases were asked. */
  const statementsAsked: string[] = [];
  const early = { name: "0001_photos", run_on: "2026-01-01T00:00:00Z" };
  const late = { name: "0002_dimensions", run_on: "2026-10-31T15:00:00Z" };
  const run: RunStatement = async (statement, { host }) => {
    statementsAsked.push(statement);
    if (statement === statements.schema)
      return is("schema") && host === "database-primary" ? [early, late] : [early];
    if (statement === statements.writers) return [{ read_only: "on", writers: is("writer") ? 1 : 0 }];
    return [{ rows: 3, newest: "2026-10-31T14:31:00Z", before: 3 }];
  };
  const ask: RestoreArgs["ask"] = async (source, former) => {
    const { findings, ...known } = await checkSource(aws, source, former);
    return { findings: [...findings, ...(await checkRoom(aws, resources))], ...known };
  };
  return {
    ...{ asked, statementsAsked },
    given: {
      run,
      writersSeconds: 0,
      ask,
    },
  };
}

const stacks: RestoreStack[] = [];
afterEach(() => {
  for (const stack of stacks.splice(0)) stack.remove();
});

/** Where a command begins. */
type Step = "none" | "interrupted" | Phase;
function stackIn(step: Step, source: Source): RestoreStack {
  const stack =
    step === "none"
      ? new RestoreStack()
      : step === "interrupted"
        ? RestoreStack.interrupted(source)
        : RestoreStack.in(step, source);
  stacks.push(stack);
  return stack;
}

const message: Readonly<Record<Problem, RegExp>> = {
  source: /is outside of the backups|RDS has no snapshot of this name/,
  quota: /Database instances: 4 needed, 0 of 3 in use/,
  schema: /0002_dimensions[\s\S]*--before-schema-change/,
  writer: /1 transactions still write, after 0 s\. Applications were not switched/,
};

/** The step before which each problem is found; after `prepared`, the schemas are compared. Undefined: the problem cannot occur any more. */
function foundIn(problem: Problem, step: Step, source: Source): "first" | "prepared" | "stopped" | undefined {
  const begins = step === "none" || step === "interrupted";
  if (problem === "source") return begins && !("replicaOf" in source) ? "first" : undefined;
  if (problem === "quota") return begins ? "first" : undefined;
  if (problem === "writer") return "stopped";
  if (begins && "time" in source) return "first";
  return step === "stopped" || step === "switched" ? undefined : "prepared";
}

const forward: readonly Step[] = ["none", "interrupted", "created", "prepared", "stopped", "switched"];
const order = ["created", "prepared", "stopped", "switched"];
const cases = sources.flatMap(([options, source]) =>
  forward.flatMap((step) => problems.map((problem) => ({ options, source, step, problem }))),
);

test.each(cases)(
  "$options in the step $step, with the problem $problem",
  async ({ options, source, step, problem }) => {
    const stack = stackIn(step, source);
    const before = stack.settings();
    const { given, asked } = answers(problem);
    const found = foundIn(problem, step, source);
    const work = runLine(stack, `${command} ${options}`, given);
    if (found === undefined) {
      expect(await work).toContain("Applications use the restored instances.");
      expect(stack.deployed.phase).toBe("switched");
    } else await expect(work).rejects.toThrow(message[problem]);
    // AWS is asked before the restored primary exists. A restore that runs does not stop at a quota.
    expect(asked.length > 0).toBe(step === "none" || step === "interrupted");
    if (found === "first") {
      expect([stack.settings(), stack.updates]).toEqual([before, []]);
    } else if (found !== undefined) {
      // Nothing is switched, and the phases before the refusal are complete.
      expect(stack.deployed.phase).toBe(step === "switched" ? step : found);
      expect(stack.instances).toContain("database-primary");
      const first = Math.max(0, order.indexOf(step));
      expect(stack.updates).toEqual(order.slice(first, order.indexOf(found) + 1));
    }
  },
);

test.each(sources)(
  "with another time, %s is refused in each step, and nothing changes",
  async (_, source) => {
    for (const step of ["created", "prepared", "stopped", "switched"] as const) {
      const stack = stackIn(step, source);
      const before = stack.settings();
      await expect(runLine(stack, `${command} --to 2026-10-31T13:00:00Z`, answers().given)).rejects.toThrow(
        new RegExp(`A restore from .* is in the phase ${step}, and you gave 2026-10-31T13:00:00Z`),
      );
      expect([stack.settings(), stack.updates]).toEqual([before, []]);
    }
  },
);

test.each(["confirmed", "returning", "returned"] as const)(
  "in the step %s, no restore begins or continues, from whichever source",
  async (step) => {
    for (const [options, source] of sources) {
      const stack = stackIn(step, source);
      const before = stack.settings();
      await expect(runLine(stack, `${command} ${options}`, answers().given)).rejects.toThrow(
        `A restore is in the phase ${step}. Complete it first`,
      );
      expect([stack.settings(), stack.updates]).toEqual([before, []]);
    }
  },
);

test.each(sources)(
  "nothing stops the confirmation and the way back from %s: they ask neither AWS nor the databases",
  async (_, source) => {
    const confirmed = [
      ["switched", ["confirmed", "none"]],
      ["confirmed", ["confirmed", "none"]],
    ] as const;
    const returned = [
      ["created", ["returned", "none"]],
      ["prepared", ["returned", "none"]],
      ["stopped", ["returned", "none"]],
      ...(["switched", "confirmed", "returning"] as const).map(
        (step) => [step, ["returning", "returned", "none"]] as const,
      ),
      ["returned", ["returned", "none"]],
    ] as const;
    for (const [option, steps] of [
      ["--confirm", confirmed],
      ["--back", returned],
    ] as const)
      for (const [step, updates] of steps) {
        const stack = stackIn(step, source);
        const { given, asked, statementsAsked } = answers(...problems);
        await runLine(stack, `${command} ${option}`, given);
        expect([stack.updates, asked, statementsAsked]).toEqual([updates, [], []]);
      }
  },
);

describe("--before-schema-change:", () => {
  test.each(sources)("%s is refused without it, and reaches the switch with it", async (options, source) => {
    const stack = stackIn("none", source);
    const { given } = answers("schema");
    await expect(runLine(stack, `${command} ${options}`, given)).rejects.toThrow(message.schema);
    expect(stack.updates).not.toContain("stopped");
    const printed = await runLine(stack, `${command} ${options} --before-schema-change`, given);
    expect(printed).toMatch(/it does not have 0002_dimensions/);
    expect(stack.deployed.phase).toBe("switched");
  });

  test("it allows nothing else", async () => {
    for (const problem of ["source", "quota", "writer"] as const) {
      const stack = stackIn("none", { time });
      const line = `${command} --to ${time} --before-schema-change`;
      await expect(runLine(stack, line, answers(problem).given)).rejects.toThrow(message[problem]);
    }
  });
});

test.each(sources.slice(2))(
  "with --primary-is-lost, %s asks the present primary nothing, and its quota and source still count",
  async (options, source) => {
    const line = `${command} ${options} --primary-is-lost`;
    const lost: RunStatement = async (statement, login) => {
      if (login.host === "database-primary") throw new Error("it was asked");
      return answers().given.run(statement, login);
    };
    const stack = stackIn("none", source);
    await runLine(stack, line, { ...answers("schema", "writer").given, run: lost });
    expect(stack.deployed.phase).toBe("switched");
    for (const problem of ["source", "quota"] as const) {
      if (foundIn(problem, "none", source) === undefined) continue;
      const refused = stackIn("none", source);
      const given = { ...answers(problem).given, run: lost };
      await expect(runLine(refused, line, given)).rejects.toThrow(message[problem]);
      expect(refused.updates).toEqual([]);
    }
  },
);

test.each(sources)(
  "a quota that RDS reaches during %s fails the step, and the same line continues",
  async (options, source) => {
    const stack = stackIn("created", source);
    stack.failing = () => {
      throw new Error("InstanceQuotaExceeded");
    };
    await expect(runLine(stack, `${command} ${options}`, answers().given)).rejects.toThrow(
      "InstanceQuotaExceeded",
    );
    expect(stack.deployed.phase).toBe("created");
    stack.failing = () => undefined;
    await runLine(stack, `${command} ${options}`, answers().given);
    expect(stack.deployed.phase).toBe("switched");
  },
);
