/** The typical durations of a restore of dev and prod, which docs/restores.md lists. */
import { formatSeconds, phaseDurations } from "@groundwork/delivery/restore/durations";
import { forwardPhases } from "@groundwork/delivery/restore/phases";
import { describeDurations } from "@groundwork/delivery/restore/restore";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { estimate } from "@groundwork/rehearse/timing/estimate";
import { read } from "../docs/files";
import { evaluated } from "../evaluated";

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
