/** Parts of the Collector's configuration that agents and gateway share. */

/** Addresses and folders of one Collector. Everything else in a configuration is the same wherever it runs. */
export interface Place {
  /** IP address on which it listens. */
  readonly host: string;
  /** Port of the Collector's metrics. */
  readonly metricsPort: number;
  /** Port of its probe. */
  readonly healthPort: number;
  /** Folder for queues and for positions in files. */
  readonly folder: string;
}

/** A sink's queue on disk. */
interface Queue {
  /** Most bytes in the queue. */
  readonly mebibytes: number;
  /** Whether a full queue delays what sends to it. Otherwise it drops, and counts what it drops. */
  readonly waits: boolean;
  /**
   * Most mebibytes of a request.
   *
   * @default 2
   */
  readonly requestMiB?: number;
}

const MiB = 1024 * 1024;

/** Memory of the process, MiB, from which it refuses data; the sender repeats. The rest of the limit is for the data in work. */
export const limitMemory = (containerMiB: number) => ({
  check_interval: "1s",
  limit_mib: Math.floor(containerMiB * 0.8),
  spike_limit_mib: Math.floor(containerMiB * 0.2),
});

/**
 * Queue and repetitions of an exporter: what is in the queue survives a restart, and is sent until the receiver takes it. Batches are
 * formed behind the queue, so that no data is only in memory.
 * https://github.com/open-telemetry/opentelemetry-collector/tree/main/exporter/exporterhelper
 */
export const sendLater = ({ mebibytes, waits, requestMiB = 2 }: Queue) => ({
  sending_queue: {
    enabled: true,
    storage: "file_storage",
    sizer: "bytes",
    queue_size: mebibytes * MiB,
    block_on_overflow: waits,
    batch: { flush_timeout: "1s", sizer: "bytes", min_size: MiB / 2, max_size: requestMiB * MiB },
  },
  retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "0s" },
});

/** Extensions and own telemetry of a Collector. */
export const describeItself = ({ host, metricsPort, healthPort, folder }: Place) => ({
  extensions: {
    health_check: { endpoint: `${host}:${healthPort}` },
    file_storage: {
      directory: folder,
      timeout: "10s",
      // Files of a queue do not shrink by themselves. A file that a full disk has damaged is set aside.
      compaction: { directory: folder, on_start: true, on_rebound: true, cleanup_on_start: true },
      recreate: true,
    },
  },
  telemetry: {
    // Nothing of what it receives is in its log at this level.
    logs: { level: "warn", encoding: "json" },
    metrics: {
      level: "normal",
      // Counters end in _total, as Prometheus wants it; names have no units.
      readers: [
        {
          pull: {
            exporter: {
              prometheus: {
                ...{ host, port: metricsPort },
                ...{ without_scope_info: true, without_units: true, without_type_suffix: false },
              },
            },
          },
        },
      ],
    },
  },
});

/** Escapes a value of the settings: the Collector replaces variables in its configuration. */
export const escapeValue = (text: string): string => text.replaceAll("$", "$$$$");
