/**
 * The memory that concurrent pictures share. Small pictures are processed concurrently; a large one waits until enough memory is
 * free. The order is first in, first out, so that small pictures cannot delay a large one indefinitely.
 */
export class MemoryBudget {
  private used = 0;
  private readonly waiting: { mib: number; start: () => void }[] = [];

  /** @param totalMiB memory of all concurrent pictures together */
  constructor(private readonly totalMiB: number) {}

  /** Runs `work` when `mib` MiB are free. A request for more than the budget gets the whole budget. */
  async run<T>(mib: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(mib, this.totalMiB);
    await this.take(share);
    try {
      return await work();
    } finally {
      this.used -= share;
      this.startWaiting();
    }
  }

  private take(mib: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ mib, start: resolve });
      this.startWaiting();
    });
  }

  private startWaiting(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (this.used + next.mib > this.totalMiB) return;
      this.waiting.shift();
      this.used += next.mib;
      next.start();
    }
  }
}
