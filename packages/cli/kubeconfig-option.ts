import { readFileSync } from "node:fs";
import { Explained } from "@groundwork/rehearse/errors/explained";

/** Reads the file of the option `--kubeconfig`. @throws Explained if it cannot be read */
export function readKubeconfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Explained(
      `--kubeconfig is ${file}, which cannot be read (${error instanceof Error ? error.message : error}). It must be a kubeconfig file.`,
    );
  }
}
