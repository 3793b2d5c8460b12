interface Sample {
  /** Bytes of write-ahead log that the primary had written. */
  readonly position: bigint;
  /** Time of the first observation, in milliseconds of a monotonic clock. */
  readonly at: number;
}

/** Longer than the maximum DATABASE_MAX_LAG_SECONDS: a replica with more lag than this is never used. */
const keptMilliseconds = 600_000;

/**
 * Computes the replication lag of a replica in seconds, without a clock of the replica.
 *
 * `now() - pg_last_xact_replay_timestamp()` grows while the primary is idle. The difference between received and replayed
 * positions is 0 if the WAL receiver is disconnected. This class instead records the primary's positions with their times,
 * and finds the first position that the replica has not replayed. The precision is one probe interval. While the primary
 * does not respond, the lag does not grow.
 */
export class ReplicationClock {
  private samples: Sample[] = [];
  private observed = 0;

  /** Records the primary's position; `at` in milliseconds. */
  observePrimary(position: bigint, at: number): void {
    this.observed = at;
    const last = this.samples.at(-1);
    // A lower position means another primary, after a restore or a failover. Earlier positions are then discarded.
    if (last !== undefined && position < last.position) this.samples = [];
    if (last === undefined || position !== last.position) this.samples.push({ position, at });
    const oldest = this.samples.findIndex((sample) => sample.at >= at - keptMilliseconds);
    if (oldest > 1) this.samples.splice(0, oldest - 1);
  }

  /** Replication lag in seconds of a replica with this position. Undefined before the first observation of the primary. */
  lagSeconds(position: bigint): number | undefined {
    if (this.samples.length === 0) return undefined;
    const missing = this.samples.find((sample) => sample.position > position);
    return missing === undefined ? 0 : Math.max(0, this.observed - missing.at) / 1000;
  }
}
