import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isCounted } from "@groundwork/rehearse/cloud/counting";
import { projectFolder, projectName } from "@groundwork/rehearse/project/files";
import { buildReport } from "@groundwork/rehearse/report/build";
import { compare } from "@groundwork/rehearse/report/changes";
import { html } from "@groundwork/rehearse/report/html";
import { layOut, node } from "@groundwork/rehearse/report/layout";
import fc from "fast-check";
import { evaluated } from "../../evaluated";

test("a report contains no secret", async () => {
  const { resources } = await evaluated("dev");
  const text = JSON.stringify(buildReport("dev", resources, new Date(0)));
  const passwords = resources.filter(({ type }) => type.endsWith(":RandomPassword"));
  expect(passwords.length).toBeGreaterThan(1);
  for (const { outputs } of passwords) expect(text).not.toContain(String(outputs.result));
}, 60_000);

test("two reports of the same program are identical", async () => {
  const [one, two] = [await evaluated("dev"), await evaluated("dev")];
  const { resources, usd, upSeconds } = compare(
    buildReport("dev", one.resources, new Date(0)),
    buildReport("dev", two.resources, new Date(1)),
  );
  expect({ resources, usd, upSeconds }).toEqual({ resources: [], usd: { fixed: 0, usage: 0 }, upSeconds: 0 });
}, 60_000);

test("another replica appears only as its resources, changes and cost", async () => {
  const before = buildReport("dev", (await evaluated("dev")).resources, new Date(0));
  const more = await evaluated("dev", { changes: { databaseReplicas: 2 } });
  const { resources, usd } = compare(before, buildReport("dev", more.resources, new Date(1)));
  const of = (kind: string) => resources.filter((change) => change.kind === kind).map(({ name }) => name);
  expect(of("added")).toContain("database-replica-2");
  expect(of("removed")).toEqual([]);
  expect(new Set(of("changed"))).toEqual(new Set(["database-alarms", "gallery-api"]));
  expect(usd.fixed).toBeCloseTo(0.065 * 730 + 20 * 0.115 + 0.2, 1);
}, 60_000);

test("values in a page are always text", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const { text } = html`<p title="${value}">${value}</p>`;
      expect(text.replace(/^<p title="|">|<\/p>$/g, "")).not.toMatch(/[<>"']/);
    }),
  );
});

const graphs = fc
  .array(fc.record({ box: fc.nat(4), picks: fc.array(fc.nat(), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((all) =>
    all.map(({ box, picks }, index) => ({
      box,
      waits: index === 0 ? [] : picks.map((pick) => pick % index),
    })),
  );

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const overlap = (one: Area, other: Area) =>
  Math.abs(one.x - other.x) < (one.width + other.width) / 2 &&
  Math.abs(one.y - other.y) < (one.height + other.height) / 2;
const overlapping = (areas: readonly Area[]) =>
  areas.flatMap((one, index) => areas.slice(index + 1).filter((other) => overlap(one, other)));

test("whichever components are open, nothing in the graph overlaps, and only resources of open ones are shown", () => {
  fc.assert(
    fc.property(graphs, fc.uniqueArray(fc.nat(4)), fc.boolean(), (all, open, narrow) => {
      const expanded = new Set(open);
      const { nodes, boxes } = layOut(all, 5, { expanded, narrow });
      expect([...nodes.keys()].sort()).toEqual(
        [...all.keys()].filter((index) => open.includes(all[index]?.box ?? -1)).sort(),
      );
      expect(overlapping([...nodes.values()].map((place) => ({ ...place, ...node })))).toEqual([]);
      expect(overlapping(boxes)).toEqual([]);
      for (const [index, place] of nodes) {
        const box = boxes[all[index]?.box ?? -1] ?? { x: 0, y: 0, width: 0, height: 0 };
        expect(Math.abs(place.x - box.x) + node.width / 2).toBeLessThanOrEqual(box.width / 2);
        expect(Math.abs(place.y - box.y) + node.height / 2).toBeLessThanOrEqual(box.height / 2);
      }
    }),
  );
});

test("plan, rehearsal and README count the same resources: what AWS and Kubernetes have", async () => {
  // The dev stack that README rehearses has it, and that of the tests does not.
  const { resources } = await evaluated("dev", { changes: { telemetry: "cloudwatch" } });
  const count = resources.filter(isCounted).length;
  const readme = readFileSync(join(projectFolder, "README.md"), "utf8");
  const counts = [...readme.matchAll(/(\d+) (?:to create|created|the same|match the state|deleted)\b/g)];
  expect(counts.map(([, each]) => Number(each))).toEqual(Array.from({ length: 5 }, () => count));
});

test("the report states project and region", async () => {
  const { resources } = await evaluated("dev");
  const elsewhere = resources.map((resource) =>
    resource.type === "pulumi:providers:aws"
      ? { ...resource, inputs: { ...resource.inputs, region: "eu-central-1" } }
      : resource,
  );
  const { project, regions } = buildReport("dev", elsewhere, new Date(0));
  expect({ project, regions }).toEqual({ project: projectName(), regions: ["eu-central-1"] });
});
