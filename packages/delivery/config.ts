/** The field `delivery` of a project's rehearse.config.ts. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { loadConfig, type RehearseConfig } from "@groundwork/rehearse/project/config";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import type { Images } from "./images";
import type { LatencyObjective } from "./smoke/latency";

/** Compares two instance classes of a database. */
export type AtLeastAsLarge = (instanceClass: string, other: string) => boolean | undefined;

export interface DeliveryConfig {
  readonly images: {
    /** The settings that name each image, without the namespace. */
    readonly settings: Readonly<Record<keyof Images, string>>;
    /** Describes the allowed values if the text is not an image name. Undefined if it is. */
    readonly problem: (image: string) => string | undefined;
  };
  /**
   * Whether an instance class of a database has at least the memory and vCPU of another. Undefined if that is not known.
   * Default: it is never known.
   */
  readonly isAtLeastAsLarge?: AtLeastAsLarge;
  /** The latency objective of a list, from a stack's config (keys with their namespace). */
  readonly latencyObjective: (config: Readonly<Record<string, string>>, project: string) => LatencyObjective;
  /** How the stack of a pull request differs from the stack whose settings it is based on. Keys have no namespace. */
  readonly review: {
    readonly settings: ChangedSettings;
    /** Settings that it does not inherit. */
    readonly leftOut: readonly string[];
    /** The value of a setting that it inherits. */
    readonly inherit: (key: string, value: unknown) => unknown;
  };
}

/** @throws Explained when the project has no delivery */
export function deliveryConfig(): DeliveryConfig {
  const { delivery } = loadConfig<RehearseConfig & { readonly delivery?: DeliveryConfig }>();
  if (delivery) return delivery;
  throw new Explained("rehearse.config.ts has no field delivery: the project's images cannot be delivered.");
}
