/** Reports the current step and its duration. */

export interface Report {
  /** Writes a line. */
  log(line: string): void;
  /** Shows a running step of unknown length with its elapsed time. */
  during<T>(step: string, work: () => Promise<T>): Promise<T>;
}

/** The destination of a report: a terminal, a file or a pipe. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** The terminal's width, in characters. */
  readonly columns?: number | undefined;
}

/**
 * Reports to a stream: on a terminal with one line that is updated, in a log with a line every 15 seconds.
 *
 * @param everyMs interval of the lines in a log, in milliseconds
 */
export function reportTo(stream: Sink, everyMs = 15_000): Report {
  const log = (line: string) => void stream.write(`${line}\n`);
  return {
    log,
    async during(step, work) {
      const start = Date.now();
      const elapsed = () => clock(Date.now() - start);
      const redraw = () =>
        stream.write(`\r\u001b[K${`${step} … ${elapsed()}`.slice(0, (stream.columns ?? 80) - 1)}`);
      const tick = stream.isTTY ? redraw : () => log(`${step}: still running after ${elapsed()}`);
      if (stream.isTTY) redraw();
      else log(`${step} …`);
      const timer = setInterval(tick, stream.isTTY ? 1_000 : everyMs);
      let outcome = "failed";
      try {
        const result = await work();
        outcome = "done";
        return result;
      } finally {
        clearInterval(timer);
        if (stream.isTTY) stream.write("\r\u001b[K");
        log(`${step}: ${outcome} after ${elapsed()}`);
      }
    },
  };
}

/** 0:07, 12:30 */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
