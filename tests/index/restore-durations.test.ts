/** The typical durations of a restore of dev and prod, which docs/restores.md lists. */
import { formatSeconds, phaseDurations } from "@groundwork/delivery/restore/durations";
import { forwardPhases } from "@groundwork/delivery/restore/phases";
import { copySeconds } from "@groundwork/delivery/restore/photos";
import { describeDurations } from "@groundwork/delivery/restore/restore";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { durationOf } from "@groundwork/rehearse/timing/durations";
import { estimate } from "@groundwork/rehearse/timing/estimate";
import { inOrder, schedule } from "@groundwork/rehearse/timing/schedule";
import { Waits } from "@groundwork/rehearse/timing/waits";
import { read } from "../docs/files";
import { evaluated, one } from "../evaluated";

/** What was evaluated, by stack and settings: many cases share a stack without a restore, and the restore of a snapshot. */
const known = new Map<string, Promise<Evaluation>>();

function evaluatedOnce(stack: string, changes: Record<string, string>): Promise<Evaluation> {
  const key = `${stack} ${JSON.stringify(changes)}`;
  const evaluation = known.get(key) ?? evaluated(stack, { changes });
  known.set(key, evaluation);
  return evaluation;
}

async function durations(stack: string, source: Record<string, string> = { databaseRestoreSnapshot: "any" }) {
  const phases = [];
  for (const phase of ["none", ...forwardPhases] as const) {
    const changes = phase === "none" ? {} : { databaseRestorePhase: phase, ...source };
    phases.push({ phase, ...(await evaluatedOnce(stack, changes)) });
  }
  return phaseDurations(phases);
}

const sum = (some: readonly { readonly seconds: number }[]) =>
  some.reduce((all, { seconds }) => all + seconds, 0);

/** How long it takes to delete a resource with everything that depends on it, and to create them again. */
async function replacement(stack: string, type: string): Promise<string> {
  const evaluation = await evaluatedOnce(stack, {});
  const waits = new Waits(evaluation.resources, evaluation.types);
  const first = one(evaluation, type);
  const tasks = inOrder(
    evaluation.resources.map((each) => ({
      id: each.urn,
      seconds: durationOf(each, evaluation.types).create,
      after: waits.of(each).map(({ on }) => on),
    })),
  );
  const replaced = new Set([first.urn]);
  for (const { id, after } of tasks) if ([...after].some((on) => replaced.has(on))) replaced.add(id);
  const again = tasks.map((task) => (replaced.has(task.id) ? task : { ...task, seconds: 0 }));
  const deletions = evaluation.resources.map((each) => ({
    id: each.urn,
    seconds: replaced.has(each.urn) ? (durationOf(each, evaluation.types).delete ?? 0) : 0,
    after: tasks.filter(({ after }) => [...after].includes(each.urn)).map(({ id }) => id),
  }));
  return formatSeconds(schedule(deletions).seconds + schedule(again).seconds);
}

test.each(["dev", "prod"])("the document lists the durations of %s", async (stack) => {
  const found = await durations(stack);
  const cells = [
    stack,
    ...found.map(({ seconds }) => formatSeconds(seconds)),
    formatSeconds(sum(found)),
    formatSeconds(sum(found.filter(({ phase }) => phase === "stopped" || phase === "switched"))),
  ];
  expect(read("docs/restores.md")).toContain(`| ${cells.join(" | ")} |`);
});

test.each(["dev", "prod"])("the document about a lost region lists the durations of %s", async (stack) => {
  const found = await durations(stack);
  const { up } = estimate((await evaluatedOnce(stack, {})).resources);
  const [created, ...others] = found;
  const cells = [
    stack,
    formatSeconds(up.seconds),
    formatSeconds(sum(found)),
    // A read replica exists before.
    formatSeconds(sum(others)),
  ];
  expect(created?.phase).toBe("created");
  expect(read("docs/region-lost.md")).toContain(`| ${cells.join(" | ")} |`);
});

test.each([
  ["--to TIME", { databaseRestoreTime: "2026-10-31T14:32:00Z" }],
  ["--to latest --primary-is-lost", { databaseRestoreTime: "latest" }],
  ["--snapshot ID", { databaseRestoreSnapshot: "any" }],
  [
    "--to latest --backups ARN --primary-is-lost",
    {
      databaseRestoreTime: "latest",
      databaseRestoreBackups: "arn:aws:rds:us-east-1:111122223333:auto-backup:ab-1a2b3c",
    },
  ],
])("the document lists the time until the switch with %s", async (options, source) => {
  const [dev, prod] = [await durations("dev", source), await durations("prod", source)].map((found) =>
    formatSeconds(sum(found)),
  );
  expect(read("docs/restores.md")).toContain(`| \`${options}\` | ${dev} | ${prod} |`);
});

test("the document lists the time until the switch with a read replica, which exists before the region is lost", async () => {
  const afterCreated = async (stack: string) => {
    const [created, ...others] = await durations(stack);
    expect(created?.phase).toBe("created");
    return formatSeconds(sum(others));
  };
  const cells = [
    "`--replica-of ARN --primary-is-lost`",
    await afterCreated("dev"),
    await afterCreated("prod"),
  ];
  expect(read("docs/restores.md")).toContain(`| ${cells.join(" | ")} |`);
});

test("the document lists how long it takes to bring back photos", () => {
  const copies = Array.from({ length: 1_000 }, () => ({ isOverwritten: false }));
  const each = `${formatSeconds(copySeconds(copies))} for each 1,000`;
  expect(read("docs/restores.md")).toContain(`| \`photos STACK\` | ${each} | ${each} |`);
});

test("the document lists how long it takes until a stopped database runs, after its key is enabled again", async () => {
  const started = async (stack: string) => {
    const primary = one(await evaluatedOnce(stack, {}), "aws:rds/instance:Instance", "database-primary");
    return formatSeconds(durationOf(primary).create);
  };
  const cells = ["none: `aws kms enable-key`", await started("dev"), await started("prod")];
  expect(read("docs/restores.md")).toContain(`| ${cells.join(" | ")} |`);
});

test("the document lists how long the cluster takes to be replaced, after the key platform was deleted", async () => {
  const cells = [
    "none: [these steps](state.md#replace-the-cluster)",
    await replacement("dev", "aws:eks/cluster:Cluster"),
    await replacement("prod", "aws:eks/cluster:Cluster"),
  ];
  expect(read("docs/restores.md")).toContain(`| ${cells.join(" | ")} |`);
});

test("the new instances take longest, and writes stop for the rollout of the pods", async () => {
  const [created, prepared, stopped, switched] = await durations("dev");
  expect(created).toMatchObject({ slowest: "database-2-primary" });
  // The update of the primary, and then its replica.
  expect(prepared?.seconds).toBeGreaterThan(created?.seconds ?? 0);
  expect(switched).toMatchObject({ slowest: "gallery-api" });
  expect((stopped?.seconds ?? 0) + (switched?.seconds ?? 0)).toBeLessThan(300);
});

test("the durations are printed with their total", () => {
  const lines = describeDurations([
    { phase: "created", seconds: 452, slowest: "database-2-primary" },
    { phase: "stopped", seconds: 20, slowest: "" },
  ]);
  expect(lines.join("\n")).toContain("created   about 8 min, of which database-2-primary takes longest");
  expect(lines.at(-1)).toBe("  In total about 8 min, of which about 20 s without writes.");
});
