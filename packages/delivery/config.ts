/** The field `delivery` of a project's rehearse.config.ts. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { loadConfig, type RehearseConfig } from "@groundwork/rehearse/project/config";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import type { TrialRoutes } from "./release/trial";
import type { RestoreConfig } from "./restore/config";
import type { LatencyObjective } from "./smoke/latency";

/** Compares two instance classes of a database. */
export type AtLeastAsLarge = (instanceClass: string, other: string) => boolean | undefined;

/** An image that the project builds and deploys. */
export interface ImageDefinition {
  /** Name in `image build`, `--images` and messages. */
  readonly name: string;
  /** The setting that contains it, without the namespace: `galleryImage`, or an entry of a map, `applicationImages.orders`. */
  readonly setting: string;
  /** The stack's output that contains it, in the same form. */
  readonly output: string;
  /** Whether a version without it is complete: the stack ran before the image existed. */
  readonly optional: boolean;
  /** Settings, without the namespace, with which a stack does not have the image. Default: every stack has it. */
  readonly absentWith?: Readonly<Record<string, string>>;
  /** Whether the smoke test tests it. Default: false. */
  readonly smokeTested?: boolean;
  readonly build: {
    /** Path of the Dockerfile from the project's folder, which is the context. */
    readonly dockerfile: string;
    /** Stage of the Dockerfile. Default: the last one. */
    readonly stage?: string | undefined;
    /** Platforms of the pushed image. */
    readonly platforms: readonly string[];
    /** Platform of a local build, which is not pushed. */
    readonly localPlatform: string;
    /** Suffix of the tag, after the commit. */
    readonly suffix: string;
    /**
     * Whether BuildKit pushes an SBOM and provenance attestations with the image. They need an image index, which Lambda
     * rejects.
     * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-image.html (`--provenance=false`)
     */
    readonly attested: boolean;
  };
}

/** Something that a stack needs and an existing VPC does not have. */
interface VpcProblem {
  /** What it is about, such as the id of a subnet. */
  readonly subject: string;
  readonly found: string;
  readonly needed: string;
  /** What to do. */
  readonly advice: string;
}

export interface DeliveryConfig {
  readonly images: {
    /** The images of a version. */
    readonly list: readonly ImageDefinition[];
    /**
     * Settings, without the namespace, that make the program use the images in its settings. Without them, the program keeps
     * the images that the stack runs.
     */
    readonly deploying: Readonly<Record<string, string>>;
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
  /** The VPC that exists before a stack, which `groundwork preflight` reads. Default: the stacks create their networks. */
  readonly existingVpc?: {
    /** Its id and region, from the stack's config (keys with their namespace). Undefined: the stack creates its network. */
    readonly of: (
      config: Readonly<Record<string, string>>,
      project: string,
    ) => { readonly id: string; readonly region: string } | undefined;
    /** What the VPC lacks, if this is the error with which the program refuses it. Undefined for every other error. */
    readonly problemsIn: (error: unknown) => readonly VpcProblem[] | undefined;
  };
  /**
   * Whether an instance class of a database has at least the memory and vCPU of another. Undefined if that is not known.
   * Default: it is never known.
   */
  readonly isAtLeastAsLarge?: AtLeastAsLarge;
  /** The database that `groundwork restore` restores. Default: the command is rejected. */
  readonly restore?: RestoreConfig;
  /**
   * Whether a new version of an application gets its requests step by step, from a stack's config (keys with their namespace).
   * Default: no stack has such releases.
   */
  readonly hasReleases?: (config: Readonly<Record<string, string>>, project: string) => boolean;
  /**
   * The applications whose new versions the smoke test tests before they get requests, while they are released step by step. Default: none.
   */
  readonly trial?: TrialRoutes;
  /** The latency objective of a list, from a stack's config (keys with their namespace). */
  readonly latencyObjective: (config: Readonly<Record<string, string>>, project: string) => LatencyObjective;
  /** The differences between the stack of a pull request and the stack whose settings it inherits. Keys have no namespace. */
  readonly review: {
    readonly settings: ChangedSettings;
    /** Settings that it does not inherit. */
    readonly leftOut: readonly string[];
    /** The value of a setting that it inherits from the stack `base`. */
    readonly inherit: (key: string, value: unknown, base: string) => unknown;
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
