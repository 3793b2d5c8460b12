/** A small file system, for tests of a full disk. */
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { temporaryFolder } from "./temporary";

interface SmallDisk {
  readonly path: string;
  /** @param mib the new size */
  grow(mib: number): void;
  /** Unmounts it, and removes the folder. */
  remove(): void;
}

/** This machine allows no mount: not as root, and not with sudo. */
export class NoMount extends Error {
  override readonly name = "NoMount";
}

/**
 * Mounts a file system in memory, as root or with sudo.
 * @throws NoMount if neither is possible
 */
export function mountSmallDisk(mib: number): SmallDisk {
  const { path, remove } = temporaryFolder("groundwork-small-disk-");
  const asRoot = (...command: string[]) => {
    const [file = "", ...args] = process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
    runOrThrow(file, args);
  };
  try {
    asRoot("mount", "-t", "tmpfs", "-o", `size=${mib}m,mode=1777`, "tmpfs", path);
  } catch (error) {
    remove();
    throw new NoMount(`No file system can be mounted here: ${String(error)}`);
  }
  return {
    path,
    grow: (size) => asRoot("mount", "-o", `remount,size=${size}m`, path),
    remove: () => {
      asRoot("umount", path);
      remove();
    },
  };
}
