import { defaultConcurrentUploads, defaultMaxUploadMib, spoolNeededMiB } from "../app/src/photos/limits";

/**
 * Logs of one container, MiB: the kubelet keeps 5 files of 10 MiB, and checks their sizes every 10 seconds.
 * https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation
 */
export const logsMiB = 64;
/** A folder for temporary files, in roles whose process writes none. */
const unusedMiB = 16;

/** Disk space of a pod on its node, MiB. */
interface EphemeralStorage {
  /** Space that the scheduler reserves: the logs, and uploads of the largest allowed size. */
  readonly requestMiB: number;
  /** The kubelet evicts a pod whose logs and volumes are larger. The root filesystem is read-only. */
  readonly limitMiB: number;
  /** Maximum size of the volume for uploads. The kubelet evicts a pod that exceeds it. */
  readonly spoolMiB: number;
}

/** Returns the disk space that an application's pod needs. Only the gallery's API writes large files: uploads in progress. */
export function computeEphemeralStorage(role: string): EphemeralStorage {
  const spoolMiB = role === "api" ? spoolNeededMiB() : unusedMiB;
  // Most cleaned photos are as large as the received ones.
  const typicalMiB = role === "api" ? defaultConcurrentUploads * defaultMaxUploadMib * 2 : unusedMiB;
  return { requestMiB: logsMiB + typicalMiB, limitMiB: logsMiB + spoolMiB, spoolMiB };
}
