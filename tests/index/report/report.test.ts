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
  expect(new Set(of("changed"))).toEqual(new Set(["gallery-api"]));
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

test("no two nodes of the graph overlap, and all have a position", () => {
  const nodes = fc
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
  fc.assert(
    fc.property(nodes, (all) => {
      const { positions } = layOut(all, 5);
      expect(positions).toHaveLength(all.length);
      for (const [index, one] of positions.entries()) {
        for (const other of positions.slice(index + 1)) {
          const apart = Math.abs(one.x - other.x) >= node.width || Math.abs(one.y - other.y) >= node.height;
          expect(apart).toBe(true);
        }
      }
    }),
  );
});
