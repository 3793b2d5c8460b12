/** Tests a new version of an application through a connection to one of its pods, before the load balancer sends it requests. */
import { startServer } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Kubectl } from "@groundwork/state/releases";
import { z } from "zod";
import type { Trial } from "./follow";
import type { RolloutState } from "./rollout";
import { startRouter } from "./router";

/** The applications that a test covers. */
export interface TrialRoutes {
  /** Path prefix of the requests to an application, by its name, such as `{ api: "/api", web: "/" }`. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** Port of the pods. */
  readonly port: number;
}

/**
 * Creates a trial that sends the requests of a test to the new version of an application, and those to other applications to the address of
 * the stack. An application without a prefix is not tested.
 *
 * @param publicOrigin the address of the stack
 * @param test tests the address that it gets. @throws if the test fails
 */
export function createTrial(
  { prefixes, port }: TrialRoutes,
  publicOrigin: string,
  test: (origin: string) => Promise<void>,
): Trial {
  return async (rollout, kubectl, kubeconfigFile) => {
    const prefix = prefixes[rollout.name];
    if (prefix === undefined) return;
    const pod = await findPod(kubectl, rollout);
    const forward = await forwardTo(kubeconfigFile, rollout.namespace, pod, port);
    try {
      const others = Object.entries(prefixes).flatMap(([name, other]) =>
        name === rollout.name ? [] : [{ prefix: other, origin: publicOrigin }],
      );
      const router = await startRouter([{ prefix, origin: forward.origin }, ...others]);
      try {
        await test(router.origin);
      } finally {
        router.stop();
      }
    } finally {
      forward.stop();
    }
  };
}

const podSchema = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
  }),
});

/** A ready pod of the new version. */
async function findPod(kubectl: Kubectl, { name, namespace, version }: RolloutState): Promise<string> {
  const selector = `--selector=rollouts-pod-template-hash=${version}`;
  const text = await kubectl("get", "pods", "--namespace", namespace, selector, "--output=json");
  const { items } = z.object({ items: z.array(podSchema) }).parse(JSON.parse(text));
  const ready = items.find(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status.conditions?.some((each) => each.type === "Ready" && each.status === "True"),
  );
  if (ready === undefined) throw new Explained(`no pod of the new version of ${name} is ready`);
  return ready.metadata.name;
}

/** Time until kubectl listens, in seconds. */
const limitSeconds = 30;

/** Forwards a local port to a port of a pod. @throws Explained if kubectl does not listen in time */
export async function forwardTo(
  kubeconfigFile: string,
  namespace: string,
  pod: string,
  port: number,
): Promise<{ readonly origin: string; stop(): void }> {
  const flags = ["--kubeconfig", kubeconfigFile, "--namespace", namespace, "--address=127.0.0.1"];
  const child = startServer("kubectl", ["port-forward", ...flags, `pod/${pod}`, `:${port}`]);
  let said = "";
  const listening = new Promise<string>((resolve, reject) => {
    const fail = (why: string) =>
      reject(
        new Explained(`kubectl port-forward to pod ${pod} of ${namespace} failed: ${said.trim() || why}`),
      );
    const timer = setTimeout(() => fail(`it did not listen within ${limitSeconds} s`), limitSeconds * 1000);
    const look = (chunk: Buffer) => {
      said += chunk.toString();
      const [, local] = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (local === undefined) return;
      clearTimeout(timer);
      resolve(`http://127.0.0.1:${local}`);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    // After its last output, unlike "exit".
    child.once("close", (code) => {
      clearTimeout(timer);
      fail(`it ended with status ${code}`);
    });
  });
  const stop = () => {
    child.kill("SIGTERM");
  };
  try {
    return { origin: await listening, stop };
  } catch (error) {
    stop();
    throw error;
  }
}
