/** What follows when a version was deployed, or was not. */
import { type Images, sameImages } from "./images";

/** Why a version is not there, or not to stay. */
export type Failure =
  /** `pulumi up` failed, perhaps half-way. */
  | "up"
  /** It is there, and the smoke test fails. */
  | "smoke"
  /** The engine failed before it changed a resource, for example because of the settings. */
  | "rejected"
  /** A later run of the pipeline was faster: nothing was changed. */
  | "superseded"
  /** Somebody else's update holds the stack: nothing was changed. */
  | "locked"
  /** The process was told to end. The stack may be half-way. */
  | "interrupted";

export type Decision =
  | { readonly do: "keep" }
  | { readonly do: "put back"; readonly images: Images }
  /** Nothing can be put back, or must be. */
  | {
      readonly do: "leave";
      readonly why: "first" | "same" | "rejected" | "superseded" | "locked" | "interrupted";
    };

/**
 * The decision whether to put back what ran before.
 *
 * @param before what ran before; undefined at a stack's first deployment
 * @param failure undefined when all is well
 */
export function decide(wanted: Images, before: Images | undefined, failure: Failure | undefined): Decision {
  if (failure === undefined) return { do: "keep" };
  // To touch a stack that is newer, that somebody else is changing, or in the seconds before being killed, is to make it worse.
  // After a rejection the same images still run.
  if (failure === "superseded" || failure === "locked" || failure === "interrupted" || failure === "rejected")
    return { do: "leave", why: failure };
  if (before === undefined) return { do: "leave", why: "first" };
  // The images are what they were, so it is something else in this commit: putting them back would change nothing.
  if (sameImages(wanted, before)) return { do: "leave", why: "same" };
  return { do: "put back", images: before };
}
