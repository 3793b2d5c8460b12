import type { OutputMap } from "@pulumi/pulumi/automation";
import type { Sink } from "../engine/progress";
import type { Step } from "./rehearsal";

/** Prints the steps of a rehearsal, one per line. On a terminal, the running step shows its progress. */
export class Table {
  private running: { name: string; start: number; done: number; timer: NodeJS.Timeout } | undefined;

  constructor(private readonly stream: Sink) {}

  begin(name: string): void {
    this.stop();
    // A log gets a progress line every 15 seconds. A terminal has one line that is updated.
    const every = this.stream.isTTY ? 200 : 15_000;
    const timer = setInterval(() => this.draw(), every);
    this.running = { name, start: performance.now(), done: 0, timer };
    if (this.stream.isTTY) this.draw();
  }

  progress(done: number): void {
    if (this.running) this.running.done = done;
  }

  end({ name, seconds, summary, surprises }: Step): void {
    this.stop();
    const mark = surprises.length === 0 ? "ok" : "!!";
    this.print(`  ${mark}  ${name.padEnd(17)} ${`${seconds.toFixed(1)} s`.padStart(7)}   ${summary}`);
    for (const surprise of surprises) this.print(`        ${surprise}`);
  }

  print(text: string): void {
    this.stream.write(`${text}\n`);
  }

  /** Removes the line of a step that did not end. */
  stop(): void {
    if (!this.running) return;
    clearInterval(this.running.timer);
    this.running = undefined;
    if (this.stream.isTTY) this.stream.write("\r\u001b[K");
  }

  private draw(): void {
    if (!this.running) return;
    const { name, start, done } = this.running;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const line = `  ..  ${name.padEnd(17)} ${`${seconds} s`.padStart(7)}   ${done} resources`;
    // A line that wraps cannot be redrawn: the terminal would keep its first half.
    const shortened = line.slice(0, (this.stream.columns ?? 80) - 1);
    this.stream.write(this.stream.isTTY ? `\r\u001b[K${shortened}` : `${line}\n`);
  }
}

/** A stack's outputs, one per line. Secrets are hidden and long values shortened. */
export function formatOutputs(outputs: OutputMap): string {
  const names = Object.keys(outputs).sort();
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = names.map((name) => {
    const output = outputs[name];
    return `        ${name.padEnd(width)}  ${output?.secret ? "[secret]" : shorten(output?.value)}`;
  });
  return lines.join("\n");
}

function shorten(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const limit = 76;
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`;
}
