/** The access to the Kubernetes API of an EKS cluster, and changes of it. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeClusterCommand,
  DescribeUpdateCommand,
  EKSClient,
  type EKSClientConfig,
  ListClustersCommand,
  UpdateClusterConfigCommand,
} from "@aws-sdk/client-eks";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readableAws } from "@groundwork/state/aws-errors";

/** Which addresses reach the Kubernetes API over the internet; none if the list is empty. */
export type PublicAccess = readonly string[];

/** A cluster as EKS describes it. */
export interface ClusterNow {
  readonly name: string;
  /** Such as ACTIVE or UPDATING. */
  readonly status: string;
  /** URL of the Kubernetes API. */
  readonly url: string;
  /** Certificate of the API's authority, in base64. */
  readonly certificate: string;
  readonly access: PublicAccess;
}

/** Time between two questions about an update, in milliseconds. */
const INTERVAL = 3_000;

export const sameAccess = (one: PublicAccess, other: PublicAccess): boolean =>
  [...one].sort().join() === [...other].sort().join();

export const describeAccess = (access: PublicAccess): string =>
  access.length === 0 ? "closed (only the VPC reaches the API)" : `open for ${[...access].sort().join(", ")}`;

/** Changes of one region's clusters. Nothing is cached. */
export class Endpoints {
  readonly #client: EKSClient;

  constructor(
    readonly region: string,
    credentials?: EKSClientConfig["credentials"],
  ) {
    this.#client = new EKSClient({ region, ...(credentials === undefined ? {} : { credentials }) });
  }

  /** Finds the cluster whose name matches. @throws Explained if there is none, or more than one */
  async find(pattern: RegExp, stack: string): Promise<ClusterNow> {
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#ask(`Listing the clusters of ${this.region}`, () =>
        this.#client.send(new ListClustersCommand(nextToken === undefined ? {} : { nextToken })),
      );
      names.push(...(page.clusters ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    const [name, ...more] = names.filter((each) => pattern.test(each)).sort();
    if (name !== undefined && more.length === 0) return this.describe(name);
    throw new Explained(
      name === undefined
        ? `The stack ${stack} has no cluster in ${this.region} of this account; its clusters are: ${names.join(", ") || "none"}. ` +
            "Check that your AWS credentials belong to the stack's account: `aws sts get-caller-identity`."
        : `The stack ${stack} has several clusters: ${[name, ...more].join(", ")}. Delete the ones that its state does not contain.`,
    );
  }

  async describe(name: string): Promise<ClusterNow> {
    const { cluster } = await this.#ask(`Describing the cluster ${name}`, () =>
      this.#client.send(new DescribeClusterCommand({ name })),
    );
    const { endpointPublicAccess = true, publicAccessCidrs = [] } = cluster?.resourcesVpcConfig ?? {};
    return {
      name,
      status: cluster?.status ?? "unknown",
      url: cluster?.endpoint ?? "",
      certificate: cluster?.certificateAuthority?.data ?? "",
      // A private cluster keeps the list of an earlier public endpoint: https://github.com/aws/containers-roadmap/issues/2002
      access: endpointPublicAccess
        ? publicAccessCidrs.length === 0
          ? ["0.0.0.0/0"]
          : publicAccessCidrs
        : [],
    };
  }

  /** Waits until EKS accepts a change of the cluster. @throws Explained after `timeoutSeconds` */
  async settled(name: string, timeoutSeconds: number, signal?: AbortSignal): Promise<ClusterNow> {
    const end = Date.now() + timeoutSeconds * 1000;
    for (;;) {
      const now = await this.describe(name);
      if (now.status !== "UPDATING") return now;
      if (Date.now() > end)
        throw new Explained(`The cluster ${name} is still being updated after ${timeoutSeconds} seconds.`);
      await sleep(INTERVAL, undefined, signal === undefined ? {} : { signal });
    }
  }

  /**
   * Requests a change, and returns the id of the update. The private endpoint stays as it is.
   * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html
   */
  async change(name: string, access: PublicAccess): Promise<string> {
    const { update } = await this.#ask(`Changing the endpoint of the cluster ${name}`, () =>
      this.#client.send(
        new UpdateClusterConfigCommand({
          name,
          // The SDK repeats a request that was not answered; the token makes EKS carry it out once.
          clientRequestToken: randomUUID(),
          resourcesVpcConfig: {
            endpointPublicAccess: access.length > 0,
            ...(access.length > 0 ? { publicAccessCidrs: [...access] } : {}),
          },
        }),
      ),
    );
    if (update?.id === undefined) throw new Error(`EKS returned no update of the cluster ${name}`);
    return update.id;
  }

  /** Waits for an update. @throws Explained if it fails, or takes longer than `timeoutSeconds` */
  async finished(
    name: string,
    updateId: string,
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const end = Date.now() + timeoutSeconds * 1000;
    for (;;) {
      const { update } = await this.#ask(`Describing an update of the cluster ${name}`, () =>
        this.#client.send(new DescribeUpdateCommand({ name, updateId })),
      );
      if (update?.status === "Successful") return;
      if (update?.status === "Failed" || update?.status === "Cancelled") {
        const reasons = (update.errors ?? []).map((each) => `${each.errorCode}: ${each.errorMessage}`);
        throw new Explained(
          `The update ${updateId} of the cluster ${name} has the status ${update.status}: ${reasons.join("; ") || "EKS gives no reason"}`,
        );
      }
      if (Date.now() > end)
        throw new Explained(
          `The update ${updateId} of the cluster ${name} has not finished after ${timeoutSeconds} seconds.`,
        );
      await sleep(INTERVAL, undefined, signal === undefined ? {} : { signal });
    }
  }

  async #ask<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await readableAws(what, work);
    } catch (error) {
      if (error instanceof Explained || !(error instanceof Error)) throw error;
      throw new Explained(`${what} failed: ${error.name}: ${error.message}`, { cause: error });
    }
  }
}

/** Whether EKS has rejected a request, so that nothing was changed. False if the request may have been carried out. */
export function isRejected(error: unknown): boolean {
  const { cause } = Object(error);
  const status = Object(Object(cause).$metadata).httpStatusCode;
  return typeof status === "number" && status >= 400 && status < 500;
}
