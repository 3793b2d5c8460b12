import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { until } from "@groundwork/testbed/processes/until";
import { manifestsOf } from "../stack";
import { Cluster } from "./cluster";

/** The image repository in prod's settings. */
export const repository = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery";
/** Pods of each part: prod's minimum. */
export const wanted = 3;

/** A cluster for one test file that runs prod's gallery. */
export interface ProdsGallery {
  readonly cluster: Cluster;
  /** The last rollout. */
  readonly manifests: readonly Manifest[];
  /** Rolls out prod with these settings changed. */
  deploy(changes?: Record<string, string | number>): Promise<void>;
}

/** Here is no load balancer to wait for. `npm run test:rollouts` rolls out with the real time. */
export function withoutLoadBalancer(manifests: readonly Manifest[]): Manifest[] {
  return manifests.map((each) => ({
    ...each,
    yaml: each.yaml.replace(/^( +minReadySeconds): \d+$/m, "$1: 2"),
  }));
}

/**
 * Starts prod's gallery before the tests of a `describe`, and stops its cluster after them.
 *
 * @param always settings that differ from prod's in every rollout. Default: none
 */
export function prodsGallery(always: Record<string, string | number> = {}): ProdsGallery {
  let cluster: Cluster | undefined;
  let manifests: Manifest[] = [];
  const gallery = {
    get cluster() {
      if (cluster === undefined) throw new Error("the cluster runs only during tests");
      return cluster;
    },
    get manifests() {
      return manifests;
    },
    async deploy(changes: Record<string, string | number> = {}) {
      manifests = withoutLoadBalancer(await manifestsOf("prod", { ...always, ...changes }));
      await gallery.cluster.deploy(manifests);
    },
  };
  beforeAll(async () => {
    cluster = await Cluster.start();
    await gallery.deploy();
    for (const name of ["api", "web"]) {
      await cluster.untilRolledOut(name);
      // The autoscaler raises the number to its minimum after its first interval, which can end later.
      await until(async () => (await gallery.cluster.servingPods(name)).length === wanted);
    }
  });
  afterAll(() => cluster?.stop());
  return gallery;
}
