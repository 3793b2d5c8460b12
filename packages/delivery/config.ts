/** What a project hands to the delivery: the field `delivery` of its rehearse.config.ts. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { loadConfig, type RehearseConfig } from "@groundwork/rehearse/project/config";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import type { Images } from "./images";
import type { LatencyObjective } from "./smoke/latency";

export interface DeliveryConfig {
  readonly images: {
    /** The settings that name each image, without the namespace. */
    readonly settings: Readonly<Record<keyof Images, string>>;
    /**
     * Settings, without the namespace, with which the program uses the images in its settings. Without them it keeps the
     * images that the stack runs.
     */
    readonly deploying: Readonly<Record<string, string>>;
    /** What is allowed, for a text that does not name an image; undefined for one that does. */
    readonly problem: (image: string) => string | undefined;
  };
  /** How fast a list has to be, by a stack's config (keys with their namespace). */
  readonly latencyObjective: (config: Readonly<Record<string, string>>, project: string) => LatencyObjective;
  /** How the stack of a pull request differs from the one whose file it begins with. Keys are without the namespace. */
  readonly review: {
    readonly settings: ChangedSettings;
    /** Settings that it does not take over. */
    readonly leftOut: readonly string[];
    /** The value of a setting that it takes over. */
    readonly inherit: (key: string, value: unknown) => unknown;
  };
}

/** @throws Explained when the project has no delivery */
export function deliveryConfig(): DeliveryConfig {
  const { delivery } = loadConfig<RehearseConfig & { readonly delivery?: DeliveryConfig }>();
  if (delivery) return delivery;
  throw new Explained("rehearse.config.ts has no field delivery: the project's images cannot be delivered.");
}
