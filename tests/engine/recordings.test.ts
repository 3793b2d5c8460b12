/**
 * The recordings that the tests of the pull-request comment read (tests/pull-request/recordings/) are what the engine
 * says today. To record them again after an upgrade: RECORD=true npx jest --selectProjects engine tests/engine/recordings
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digest } from "../../scripts/preview/digest";
import { parseEvents } from "../../scripts/preview/events";
import { type Recording, recordAll, scenarios, secrets, trimmed } from "./previews";

const folder = join(__dirname, "..", "pull-request", "recordings");
let recordings: ReadonlyMap<string, Recording>;

beforeAll(async () => {
  recordings = await recordAll();
  if (process.env.RECORD !== "true") return;
  mkdirSync(folder, { recursive: true });
  for (const [name, { events }] of recordings) writeFileSync(join(folder, `${name}.jsonl`), trimmed(events));
});

/** Without what differs from run to run: durations, and what is made up at random. */
function told(log: string, succeeded: boolean): unknown {
  const preview = digest(parseEvents(log), { stack: "prod", at: new Date(0), succeeded, said: "" });
  const byUrn = <T extends { urn?: string | undefined }>(list: readonly T[]) =>
    list.toSorted((a, b) => String(a.urn).localeCompare(String(b.urn)));
  const ordered = { ...preview, seconds: 0, changes: byUrn(preview.changes), drift: byUrn(preview.drift) };
  return JSON.parse(JSON.stringify(ordered).replaceAll(/\b[0-9a-f]{7,}\b/g, "0000000"));
}

test.each(Object.keys(scenarios))("the recording of %s tells what the engine tells today", (name) => {
  const recording = recordings.get(name);
  if (!recording) throw new Error(`nothing was recorded for ${name}`);
  const { events, succeeded } = recording;
  const whole = told(events.map((event) => JSON.stringify(event)).join("\n"), succeeded);
  expect(told(trimmed(events), succeeded)).toEqual(whole);
  expect(told(readFileSync(join(folder, `${name}.jsonl`), "utf8"), succeeded)).toEqual(whole);
  expect(succeeded).toBe(!name.startsWith("failed") && name !== "replace-protected");
});

test("what the engine logs holds secrets in clear, and neither a recording nor a preview does", () => {
  const { events = [] } = recordings.get("secret") ?? {};
  const log = events.map((event) => JSON.stringify(event)).join("\n");
  const preview = JSON.stringify(told(log, true));
  for (const secret of secrets) {
    expect(log).toContain(secret);
    expect(trimmed(events)).not.toContain(secret);
    expect(preview).not.toContain(secret);
  }
});
