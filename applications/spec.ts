/** What an application consists of. `docs/applications.md` explains the fields. */
import type * as aws from "@pulumi/aws";
import type { SecretReference } from "../k8s/secret-files";

/** CPU in millicores and memory in MiB, each as the request and the limit of one pod. */
interface PodSize {
  /** @example [100, 500] */
  readonly cpuMillicores: readonly [request: number, limit: number];
  /** @example [128, 256] */
  readonly memoryMiB: readonly [request: number, limit: number];
}

/** Files and the stage from which `npx --no groundwork image build` builds the image. The folder of the repository is the context. */
interface ImageSource {
  /** @example "orders/Dockerfile" */
  readonly dockerfile: string;
  /**
   * Stage of the Dockerfile.
   *
   * @default the last one
   */
  readonly stage?: string;
}

interface CommonSpec {
  /** Name of all objects, of the role and of the queue: lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly image: ImageSource;
  /**
   * Arguments of the image's entry point.
   *
   * @default none
   */
  readonly command?: readonly string[];
  readonly size: PodSize;
  /** Environment variables without secrets. */
  readonly values?: Readonly<Record<string, string>>;
  /**
   * Secrets that exist in the namespace, by the name of a variable: the stack does not create them. The variable with the suffix `_FILE`
   * is the path of a file, or with `as: "environment"` the variable is the value.
   */
  readonly secrets?: Readonly<Record<string, SecretReference>>;
  /** Creates a queue with a dead-letter queue, in which the application sends and receives. Its URL is in QUEUE_URL. */
  readonly queue?: { readonly maxReceives?: number; readonly visibilityTimeoutSeconds?: number };
  /**
   * Creates a bucket in which the application reads, writes and deletes files. Its name is in BUCKET. Overwritten and deleted files
   * are kept for `keepDeletedDays`, by default 30.
   */
  readonly bucket?: { readonly keepDeletedDays?: number };
  /** What the application may connect to, besides its queue and its bucket. All other connections are denied. */
  readonly reaches?: {
    /** `writer`: the primary. `reader`: the replicas. Both connect as the same user. */
    readonly database?: "writer" | "reader";
    /** The photos: `read`, or `write`, which includes it. The bucket's name is in PHOTOS_BUCKET. */
    readonly photos?: "read" | "write";
    /** Applications in whose buckets it reads, or writes, which includes it. The name of the bucket of orders is in ORDERS_BUCKET. */
    readonly buckets?: Readonly<Record<string, "read" | "write">>;
    /** Applications to whose queues it sends. The URL of the queue of orders is in ORDERS_QUEUE_URL. */
    readonly queues?: readonly string[];
    /** Applications to which it sends requests, also `api` and `web` of the gallery. The URL of orders is in ORDERS_URL. */
    readonly applications?: readonly string[];
    /** DNS names in the internet, on port 443. With `egressBy: addresses`, policies allow all public addresses on this port. */
    readonly hosts?: readonly string[];
  };
  /**
   * Statements of its IAM role, besides those for queues and buckets. The role cannot exceed the permissions boundary of the stack's
   * roles (account/policies/boundary.ts): add services to it that the stack does not use.
   */
  readonly permissions?: readonly aws.iam.PolicyStatement[];
}

interface Replicas {
  /**
   * Minimum and maximum of the autoscaler. The setting applicationReplicas of a stack takes precedence.
   *
   * @default { min: 2, max: 4 }
   */
  readonly replicas?: { readonly min: number; readonly max: number };
}

/** Objectives over 30 days. docs/applications.md describes the histogram that the application must export for them. */
export interface ServiceObjectives {
  /** Requests without a server error, in percent: from 95 to 99.99. */
  readonly availabilityPercent: number;
  /** Requests that take at most `latencyMs`, in percent: from 95 to 99.99. */
  readonly latencyPercent: number;
  /** Maximum duration of a fast request, in milliseconds: one of the bounds of the application's histogram. */
  readonly latencyMs: number;
  /**
   * Methods of the requests that `latencyPercent` covers.
   *
   * @default all
   * @example ["GET"]
   */
  readonly latencyMethods?: readonly string[];
}

interface Serving extends CommonSpec, Replicas {
  /** Port of `/healthz`, `/readyz` and the requests. `/metrics` is on port 9090. */
  readonly port: number;
  /**
   * Service level objectives, from which come the alerts on its requests.
   *
   * @default no alerts on its requests
   */
  readonly objectives?: ServiceObjectives;
  readonly schedule?: never;
  readonly timeoutSeconds?: never;
}

/** Serves requests to a path of the gallery's host. */
interface OnPath extends Serving {
  /** @example "/orders" */
  readonly path: string;
  readonly subdomain?: never;
}

/** Serves requests to a host. */
interface OnHost extends Serving {
  /** Part before the gallery's host: `orders` for orders.gallery.example.com. Requires galleryHost. */
  readonly subdomain: string;
  readonly path?: never;
}

/** Serves requests of other applications only. */
interface Internal extends Serving {
  readonly path?: never;
  readonly subdomain?: never;
}

interface NotServing {
  readonly port?: never;
  readonly objectives?: never;
  readonly path?: never;
  readonly subdomain?: never;
}

/** Works without a port. It serves `/healthz`, `/readyz` and `/metrics` on port 9090. */
interface Worker extends CommonSpec, Replicas, NotServing {
  readonly schedule?: never;
  readonly timeoutSeconds?: never;
}

/** Runs at times and ends. */
interface Job extends CommonSpec, NotServing {
  /** In the format of cron, in UTC: `0 3 * * *`. */
  readonly schedule: string;
  /**
   * A run that takes longer has failed.
   *
   * @default 3600
   */
  readonly timeoutSeconds?: number;
  readonly replicas?: never;
}

/** An application: with a port, without one (a worker), or with a schedule (a job). */
export type ApplicationSpec = OnPath | OnHost | Internal | Worker | Job;

/** Whether requests from outside the cluster reach the application. */
export function hasRoute(application: {
  readonly path?: string | undefined;
  readonly subdomain?: string | undefined;
}): boolean {
  return application.path !== undefined || application.subdomain !== undefined;
}
