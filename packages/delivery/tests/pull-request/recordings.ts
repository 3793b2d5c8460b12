import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digest } from "../../preview/digest";
import { type EngineEvent, parseEvents } from "../../preview/events";
import type { Preview } from "../../preview/preview";

/** The events of a preview by the real engine; tests/index/engine/recordings.test.ts records and checks them. */
export function recorded(name: string): readonly EngineEvent[] {
  return parseEvents(readFileSync(join(__dirname, "recordings", `${name}.jsonl`), "utf8"));
}

/** The preview that the events describe. */
export function previewOf(events: readonly EngineEvent[], stack = "prod"): Preview {
  const failed = events.some(({ diagnosticEvent }) => diagnosticEvent?.severity === "error");
  return digest(events, { stack, at: new Date("2026-11-24T06:00:00Z"), succeeded: !failed, stderr: "" });
}

/** The recorded creation of a resource, repeated with different names. */
export function manyCreated(count: number): readonly EngineEvent[] {
  const events = recorded("create");
  const isCreation = ({ resourcePreEvent }: EngineEvent) => resourcePreEvent?.metadata.op === "create";
  const creation = events.find(isCreation)?.resourcePreEvent;
  if (!creation) throw new Error("the recording has no creation");
  const { metadata } = creation;
  const created = Array.from({ length: count }, (_, index) => ({
    resourcePreEvent: { metadata: { ...metadata, urn: `${metadata.urn}-${index + 1}` } },
  }));
  return [...created, ...events.filter(({ summaryEvent }) => summaryEvent)];
}
