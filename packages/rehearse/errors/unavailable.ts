import { Explained } from "./explained";

/**
 * Thrown when this machine lacks what the work needs: a container engine, a registry's service. Nothing is wrong with
 * the project then, and nothing was checked either, so the exit status is neither 0 nor 1: 69, EX_UNAVAILABLE of
 * sysexits.h. `.ci/run` says what could not be done; on GitHub, where all of it is there, it is a failure as any other.
 */
export class Unavailable extends Explained {
  override readonly name = "Unavailable";
}

export const EX_UNAVAILABLE = 69;
