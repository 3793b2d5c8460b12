import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** containerd divides longer lines: https://github.com/containerd/containerd/blob/main/internal/cri/io/logger.go */
const partBytes = 16 * 1024;
/** The kubelet's `containerLogMaxSize`. */
const fileBytes = 10 * 1024 * 1024;

/** The log of one container on a node, in the files of containerd and with the rotation of the kubelet. */
export class ContainerLog {
  private readonly file: string;
  private rotations = 0;

  constructor(logs: string, namespace: string, pod: string, container: string) {
    this.file = join(logs, `${namespace}_${pod}_0e1d2c3b-1111-2222-3333-444444444444`, container, "0.log");
    mkdirSync(dirname(this.file), { recursive: true });
  }

  /** Writes lines as containerd does: a time, the stream, and P for a part of a line or F for the end of one. */
  write(lines: readonly (string | Buffer)[]): void {
    const records: Buffer[] = [];
    for (const line of lines) {
      const bytes = Buffer.from(line);
      const time = new Date().toISOString().replace("Z", "000000Z");
      for (let at = 0; at === 0 || at < bytes.length; at += partBytes) {
        const tag = at + partBytes < bytes.length ? "P" : "F";
        records.push(Buffer.from(`${time} stdout ${tag} `), bytes.subarray(at, at + partBytes), newline);
      }
    }
    appendFileSync(this.file, Buffer.concat(records));
    if (statSync(this.file).size > fileBytes) this.rotate();
  }

  /** Renames the file as the kubelet does; containerd then writes to a new one. */
  rotate(): void {
    const day = `202611${String(1 + Math.floor(this.rotations / 60)).padStart(2, "0")}`;
    const time = `0000${String(this.rotations % 60).padStart(2, "0")}`;
    renameSync(this.file, `${this.file}.${day}-${time}`);
    appendFileSync(this.file, "");
    this.rotations += 1;
  }
}

const newline = Buffer.from("\n");
