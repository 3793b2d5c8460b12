/** Arguments of the gallery in the cluster, and of the other applications in its namespace. */
import type * as pulumi from "@pulumi/pulumi";
import type { Size } from "./application-args";
import type { SecretsAs } from "./configuration";
import type { DatabaseConnection } from "./database-connection";
import type { EgressBy } from "./egress-by-name";
import type { NetworkPoliciesArgs } from "./network-policies";
import type { OtherApplication } from "./other-application";
import type { ReleaseControllerArgs } from "./releases/controller";
import type { Release } from "./releases/release";
import type { Domain } from "./routing";
import type { TelemetryArgs } from "./telemetry/receiver";

/** Arguments of the gallery's own pods. Changes are applied in place unless noted otherwise. */
export interface GalleryParts {
  /**
   * Image of the gallery, by digest or by the tag of one version. Changing it runs the database migration, then rolls out
   * the new pods.
   *
   * @example "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery:1.0.0"
   */
  readonly image: string;
  /** Number and resources of the API's pods. */
  readonly api: Size;
  /** Number and resources of the web pods. */
  readonly web: Size;
  /** Name of the photo bucket. Changing it rolls out new pods. */
  readonly photoBucket: pulumi.Input<string>;
  /** Token for uploading and deleting photos, at least 24 characters. Changing it rolls out new API pods. */
  readonly curatorToken: pulumi.Input<string>;
  /**
   * Keeps photos that the database has no row of: the photos of another stack, which are copied here. Changing it rolls out new API pods.
   *
   * @default false: the API deletes them after an hour
   */
  readonly keepsUnknownPhotos?: boolean | undefined;
  /**
   * Receiver of the spans of the API, the page and the migration.
   *
   * @default no spans are recorded
   */
  readonly telemetry?: TelemetryArgs | undefined;
  /**
   * How new versions of the parts replace the running ones. Changing between a rolling update and another way replaces the part's pods.
   *
   * @default rolling updates
   */
  readonly releases?: { readonly api?: Release | undefined; readonly web?: Release | undefined };
}

/** Arguments of the component `Gallery`. Changes are applied in place unless noted otherwise. */
export interface GalleryArgs {
  /** Namespace of the gallery and of the other applications. Changing it replaces the namespace and everything in it. */
  readonly namespace: string;
  /**
   * The gallery's own pods. Removing them deletes these pods and their policies; the other applications stay.
   *
   * @default only the other applications
   */
  readonly parts?: GalleryParts | undefined;
  /**
   * Host name and certificate.
   *
   * @default plain HTTP on the load balancer's DNS name
   */
  readonly domain?: Domain | undefined;
  /** Connection of the applications to the database. */
  readonly database: DatabaseConnection;
  /** AWS region of the bucket. Changing it rolls out new pods. */
  readonly region: string;
  /** How the host names of AWS end in the region. A change of the suffix comes with a change of the region. */
  readonly dnsSuffix: pulumi.Input<string>;
  /** How pods get the password and the token. A change rolls out new API pods. Files need an image newer than 0.1.0. */
  readonly secretsAs: SecretsAs;
  /** Addresses that NetworkPolicies allow. */
  readonly network: Omit<NetworkPoliciesArgs, "namespace" | "hasGallery" | "bucketHost" | "telemetry">;
  /** How policies describe AWS's endpoints. Changing it replaces one policy: the new one exists before the old one is deleted. */
  readonly egressBy: EgressBy;
  /**
   * Other applications in the namespace, behind the load balancer.
   *
   * @default none
   */
  readonly applications?: readonly OtherApplication[];
  /** Addresses that the controller of releases connects to. Not used if the gallery and all other applications have rolling updates. */
  readonly controllerNetwork: Pick<ReleaseControllerArgs, "apiCidr" | "nodeCidrs">;
}
