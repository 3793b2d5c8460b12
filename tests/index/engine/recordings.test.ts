/**
 * The recordings that the tests of the pull-request comment read (packages/delivery/tests/pull-request/recordings/)
 * match the events of the current engine. To record them again after an upgrade: RECORD=true npx jest
 * tests/index/engine/recordings --selectProjects engine
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digest } from "@groundwork/delivery/preview/digest";
import { parseEvents } from "@groundwork/delivery/preview/events";
import { openStage, type Stage, scenarios, secrets, trimmed } from "./previews";

const folder = join(__dirname, "../../../packages/delivery/tests/pull-request/recordings");
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

/** Without the values that vary between runs: durations, the number of unchanged resources, and generated values. */
function previewFrom(log: string, succeeded: boolean): unknown {
  const preview = digest(parseEvents(log), { stack: "prod", at: new Date(0), succeeded, stderr: "" });
  const byUrn = <T extends { urn?: string | undefined }>(list: readonly T[]) =>
    list.toSorted((a, b) => String(a.urn).localeCompare(String(b.urn)));
  const ordered = {
    ...preview,
    seconds: 0,
    same: 0,
    changes: byUrn(preview.changes),
    drift: byUrn(preview.drift),
  };
  return JSON.parse(JSON.stringify(ordered).replaceAll(/\b[0-9a-f]{7,}\b/g, "0000000"));
}

test.each(Object.keys(scenarios))(
  "the recording of %s matches the events of the current engine",
  async (name) => {
    const { events, succeeded } = await stage.play(name);
    const file = join(folder, `${name}.jsonl`);
    if (process.env.RECORD === "true") writeFileSync(file, trimmed(events));
    const log = events.map((event) => JSON.stringify(event)).join("\n");
    const whole = previewFrom(log, succeeded);
    expect(previewFrom(trimmed(events), succeeded)).toEqual(whole);
    expect(previewFrom(readFileSync(file, "utf8"), succeeded)).toEqual(whole);
    expect(succeeded).toBe(!name.startsWith("failed") && name !== "replace-protected");
    // The engine's log contains secrets in plain text, in debug messages. Stored recordings must not.
    for (const secret of name === "secret" ? secrets : [secrets[0]]) {
      if (!name.startsWith("failed")) expect(log).toContain(secret);
      expect(trimmed(events)).not.toContain(secret);
      expect(JSON.stringify(whole)).not.toContain(secret);
    }
  },
);
