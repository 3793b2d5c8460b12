import { Explained } from "./explained";

/**
 * Thrown if this machine lacks a requirement, such as a container engine or a registry's service. The project has no error
 * then, but nothing was checked, so the exit status is 69, EX_UNAVAILABLE of sysexits.h. `.ci/run` lists what was not
 * done. On GitHub, which has all requirements, it is a failure.
 */
export class Unavailable extends Explained {
  override readonly name = "Unavailable";
}

export const EX_UNAVAILABLE = 69;
