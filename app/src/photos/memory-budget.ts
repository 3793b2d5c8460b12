/**
 * Memory that pictures share while they are decoded: small ones are worked on side by side, a large one waits
 * until there is room for it. First come, first served, so that a large one is not overtaken for ever.
 */
export class MemoryBudget {
  private used = 0;
  private readonly waiting: { mib: number; start: () => void }[] = [];

  /** @param totalMiB what all pictures under way may take together */
  constructor(private readonly totalMiB: number) {}

  /** Runs `work` when there is room for `mib` MiB; more than the whole budget counts as the whole. */
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
