import { Explained } from "@groundwork/rehearse/errors/explained";
import {
  describeRelease,
  isPending,
  type Kubectl,
  parseReleases,
  releaseAdvice,
  repairRelease,
  revisionsToRemove,
} from "../releases";

const now = new Date("2026-01-01T12:00:00Z");
const line = (number: number, status: string, minutesAgo = 60, name = "monitoring") =>
  [
    "monitoring",
    name,
    number,
    status,
    new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
    `sh.helm.release.v1.${name}.v${number}`,
  ].join("\t");
const read = (...statuses: readonly string[]) => {
  const [release] = parseReleases(statuses.map((status, at) => line(at + 1, status)).join("\n"));
  if (!release) throw new Error("no release");
  return release;
};

test.each([
  [["pending-install"], [1]],
  [["deployed", "pending-upgrade"], [2]],
  [
    ["superseded", "deployed", "failed", "pending-rollback"],
    [3, 4],
  ],
  [["failed", "pending-upgrade"], [2]],
  [["superseded", "superseded", "pending-rollback"], [3]],
])("of %j, a repair removes the revisions %j", (statuses, removed) => {
  const release = read(...statuses);
  expect(isPending(release)).toBe(true);
  expect(revisionsToRemove(release).map(({ number }) => number)).toEqual(removed);
});

test.each([["deployed"], ["failed"], ["uninstalling"]])("a release that is %s is not pending", (status) => {
  expect(isPending(read(status))).toBe(false);
});

test("revisions are ordered by number, and other Secrets with Helm's label are ignored", () => {
  const lines = [line(10, "pending-upgrade"), line(9, "deployed"), "default\t\t\t\t\tcredentials", ""];
  const releases = parseReleases(lines.join("\n"));
  expect(releases).toHaveLength(1);
  expect(releases[0]?.revisions.map(({ number }) => number)).toEqual([9, 10]);
});

test("a pending release is described with what a repair does, an interrupted destroy with the next step", () => {
  expect(describeRelease(read("deployed", "pending-upgrade"), now)).toBe(
    "monitoring/monitoring: revision 2 is pending-upgrade since 60 min: no other operation is possible\n" +
      "    after a repair, revision 1 (deployed) counts again",
  );
  expect(describeRelease(read("pending-install"), now)).toContain("Helm installs the release again");
  expect(describeRelease(read("uninstalling"), now)).toContain("a destroy was interrupted: run it again");
});

describe("a repair", () => {
  const calls: (readonly string[])[] = [];
  const cluster =
    (...lines: readonly string[]): Kubectl =>
    async (...args) => {
      calls.push(args);
      return args[0] === "get" ? lines.join("\n") : "";
    };
  const deletions = () => calls.filter(([verb]) => verb !== "get");
  beforeEach(() => calls.splice(0));

  test("removes only Helm's records of the revisions that do not count", async () => {
    await repairRelease(cluster(line(1, "deployed"), line(2, "pending-upgrade")), "monitoring/monitoring", {
      now,
    });
    expect(deletions()).toEqual([
      ["delete", "secrets", "--namespace", "monitoring", "sh.helm.release.v1.monitoring.v2"],
    ]);
  });

  test("is rejected while the provider may still work, unless it is gone", async () => {
    const recent = cluster(line(1, "pending-install", 14));
    const repair = (providerIsGone: boolean) =>
      repairRelease(recent, "monitoring/monitoring", { now, providerIsGone });
    await expect(repair(false)).rejects.toThrow(/began 14 min ago and may still run.*Nothing was changed/s);
    expect(deletions()).toEqual([]);
    await repair(true);
    expect(deletions()).toHaveLength(1);
  });

  test("of a release that is not pending or does not exist is rejected", async () => {
    const sound = cluster(line(1, "deployed"));
    await expect(repairRelease(sound, "monitoring/monitoring", { now })).rejects.toThrow("nothing to repair");
    await expect(repairRelease(sound, "monitoring", { now })).rejects.toThrow(
      new Explained(
        "monitoring is not a release of the cluster, as NAMESPACE/NAME. It has: monitoring/monitoring.",
      ),
    );
    expect(deletions()).toEqual([]);
  });
});

test("both errors of Helm lead to the command, other errors do not", () => {
  for (const message of [
    "error: cannot re-use a name that is still in use",
    "another operation (install/upgrade/rollback) is in progress",
  ])
    expect(releaseAdvice(message, "dev")).toContain("npx --no groundwork state releases --stack dev");
  expect(releaseAdvice("timed out waiting for the condition", "dev")).toBeUndefined();
});
