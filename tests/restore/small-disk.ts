/** A small file system, for tests of a full disk. */
import { execFileSync } from "node:child_process";
import { postgresBinaries } from "@groundwork/testbed/postgres/binaries";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";

interface SmallDisk {
  readonly path: string;
  grow(mib: number): void;
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
  const { path, remove } = temporaryFolder("gallery-small-disk-");
  const asRoot = (...command: string[]) => {
    const [file = "", ...args] = process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
    execFileSync(file, args, { stdio: ["ignore", "pipe", "pipe"] });
  };
  try {
    asRoot("mount", "-t", "tmpfs", "-o", `size=${mib}m,mode=1777`, "tmpfs", path);
  } catch (error) {
    remove();
    throw new NoMount(`No file system can be mounted here: ${String(error)}`);
  }
  postgresBinaries().own(path);
  return {
    path,
    grow: (size) => asRoot("mount", "-o", `remount,size=${size}m`, path),
    remove: () => {
      asRoot("umount", path);
      remove();
    },
  };
}
