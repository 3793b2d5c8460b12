interface Sample {
  /** Bytes of write-ahead log that the primary had written. */
  readonly position: bigint;
  /** When that was first seen, milliseconds of a monotonic clock. */
  readonly at: number;
}

/** Longer than any permitted lag, so that a replica this far behind is out of use in any case. */
const keptMilliseconds = 600_000;

/**
 * How far behind the primary a replica is, in time, without asking the replica for a clock.
 *
 * `now() - pg_last_xact_replay_timestamp()` grows while the primary is idle, and comparing received with
 * replayed positions shows no lag when the receiver is cut off. Comparing the replica's position with what the
 * primary's was, and when, is right in both cases. It is exact to one interval between two observations. While
 * the primary cannot be observed the clock stands still: nothing new is known that a replica could lack.
 */
export class ReplicationClock {
  private samples: Sample[] = [];
  private observed = 0;

  /** Records the primary's position; `at` in milliseconds. */
  observePrimary(position: bigint, at: number): void {
    this.observed = at;
    const last = this.samples.at(-1);
    // A position that goes back means another primary (restored, or failed over): its history starts anew.
    if (last !== undefined && position < last.position) this.samples = [];
    if (last === undefined || position !== last.position) this.samples.push({ position, at });
    const oldest = this.samples.findIndex((sample) => sample.at >= at - keptMilliseconds);
    if (oldest > 1) this.samples.splice(0, oldest - 1);
  }

  /** Seconds that a replica with this position is behind; undefined before the primary was ever observed. */
  lagSeconds(position: bigint): number | undefined {
    if (this.samples.length === 0) return undefined;
    const missing = this.samples.find((sample) => sample.position > position);
    return missing === undefined ? 0 : Math.max(0, this.observed - missing.at) / 1000;
  }
}
