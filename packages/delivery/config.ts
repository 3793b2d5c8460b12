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
    /** The settings of the images, without the namespace. */
    readonly settings: Readonly<Record<keyof Images, string>>;
    /**
     * Settings, without the namespace, that make the program use the images in its settings. Without them, the program keeps
     * the images that the stack runs.
     */
    readonly deploying: Readonly<Record<string, string>>;
    /** Settings, without the namespace, with which a stack has no images. Default: every stack has images. */
    readonly absentWith?: Readonly<Record<string, string>>;
    /** Describes the allowed values if the text is not an image name; otherwise undefined. */
    readonly problem: (image: string) => string | undefined;
  };
  /**
   * The EKS cluster of a stack. Default: the stacks have no cluster, and `groundwork shell` is rejected.
   */
  readonly cluster?: {
    /** The settings, without the namespace: the region, and the list of blocks that reach the public endpoint. */
    readonly settings: { readonly region: string; readonly publicAccessCidrs: string };
    /** Matches the cluster's name. */
    readonly name: (project: string, stack: string) => RegExp;
  };
  /**
   * Whether an instance class of a database has at least the memory and vCPU of another. Undefined if that is not known.
   * Default: it is never known.
   */
  readonly isAtLeastAsLarge?: AtLeastAsLarge;
  /** The latency objective of a list, from a stack's config (keys with their namespace). */
  readonly latencyObjective: (config: Readonly<Record<string, string>>, project: string) => LatencyObjective;
  /** The differences between the stack of a pull request and the stack whose settings it inherits. Keys have no namespace. */
  readonly review: {
    readonly settings: ChangedSettings;
    /** Settings that it does not inherit. */
    readonly leftOut: readonly string[];
    /** The value of a setting that it inherits. */
    readonly inherit: (key: string, value: unknown) => unknown;
  };
}

type Config = RehearseConfig & { readonly delivery?: DeliveryConfig };

/** Whether the project has images to deliver. */
export const hasDelivery = (): boolean => loadConfig<Config>().delivery !== undefined;

/** @throws Explained if the project has no field `delivery` */
export function deliveryConfig(): DeliveryConfig {
  const { delivery } = loadConfig<Config>();
  if (delivery) return delivery;
  throw new Explained("rehearse.config.ts has no field delivery: the project's images cannot be delivered.");
}
