/** Decides what happens after a deployment. */
import { type Images, sameImages } from "./images";

/** Why a deployment failed. */
export type Failure =
  /** `pulumi up` failed, and the update may be incomplete. */
  | "up"
  /** The version is deployed, and the smoke test fails. */
  | "smoke"
  /** The engine failed before it changed a resource, for example because of the settings. */
  | "rejected"
  /** A later run of the pipeline has already deployed: nothing was changed. */
  | "superseded"
  /** Another update holds the lock of the stack: nothing was changed. */
  | "locked"
  /** A release of another version is under way: nothing was changed. */
  | "busy"
  /** The release is paused, because its queries had no result. Both versions get requests. */
  | "paused"
  /** The process received a signal to end. The update may be incomplete. */
  | "interrupted";

/** Failures after which nothing is restored. */
const unchanged = ["rejected", "superseded", "locked", "busy", "paused", "interrupted"] as const;
type Unchanged = (typeof unchanged)[number];
const isUnchanged = (failure: Failure): failure is Unchanged => unchanged.some((each) => each === failure);

export type Decision =
  | { readonly do: "keep" }
  | { readonly do: "restore"; readonly images: Images }
  /** Nothing can or must be restored. */
  | {
      readonly do: "leave";
      readonly why: "first" | "same" | Unchanged;
    };

/**
 * Decides whether to restore the previous images.
 *
 * @param before the previous images; undefined at a stack's first deployment
 * @param failure undefined if the deployment passed
 */
export function decide(wanted: Images, before: Images | undefined, failure: Failure | undefined): Decision {
  if (failure === undefined) return { do: "keep" };
  // A stack that has a newer version or is being updated is not touched, nor is one in the seconds before a forced kill.
  // After a rejection the same images still run. A person decides about a paused release.
  if (isUnchanged(failure)) return { do: "leave", why: failure };
  if (before === undefined) return { do: "leave", why: "first" };
  // The images did not change, so another change of this commit failed: restoring the images would have no effect.
  // An application that the previous version did not have keeps its image.
  const restored = { ...wanted, ...before };
  if (sameImages(wanted, restored)) return { do: "leave", why: "same" };
  return { do: "restore", images: restored };
}
