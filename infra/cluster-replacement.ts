import { AsyncResource } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * Returns options that refuse to replace a cluster. If a change would replace it, every preview and update fails before anything in the
 * cluster changes, and says what to do. Creating the first cluster, or one that was deleted in AWS, is allowed.
 *
 * Without it, the engine would delete the objects in the cluster first, with a Kubernetes provider that it has closed, and stop with
 * `grpc: the client connection is closing`. https://github.com/pulumi/pulumi/issues/14650
 *
 * @param component the component of the cluster, whose provider asks EKS for it
 * @param running the name of the running cluster: {@link readRunningClusterName}
 */
export function refuseReplacement(
  name: string,
  component: pulumi.ComponentResource,
  running: Promise<string | undefined>,
): pulumi.CustomResourceOptions {
  // An evaluation without an engine has no state, and so replaces nothing.
  if (pulumi.runtime.getEngine() === undefined) return {};
  // The engine calls a hook outside the context in which the SDK finds the program's stack and engine.
  const refuse = AsyncResource.bind(async () => {
    const cluster = await running;
    if (cluster !== undefined && (await exists(cluster, component))) throw new Error(refusal(cluster));
  });
  const hook = new pulumi.ResourceHook(`${name}-is-not-replaced`, () => refuse(), { onDryRun: true });
  return { hooks: { beforeCreate: [hook] } };
}

function refusal(cluster: string): string {
  return (
    `this change would replace the EKS cluster ${cluster} with everything in it, and Pulumi cannot do that in one update. Nothing in ` +
    `the cluster was changed. Undo the change of the property that the preview shows for the cluster, or remove the cluster first: ` +
    `docs/state.md, "Replace the cluster"`
  );
}

/**
 * The cluster of the stack's last complete update, which the engine reads from the state. Undefined before the first one, and in an
 * evaluation without an engine, such as a unit test with mocks.
 *
 * @throws the error of the engine, if the state cannot be read for five seconds
 */
export async function readRunningClusterName(): Promise<string | undefined> {
  if (pulumi.runtime.getEngine() === undefined) return undefined;
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = await readAgain<{ outputs?: Readonly<Record<string, unknown>> }>(() =>
    pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name }),
  );
  const cluster = outputs?.clusterName;
  return typeof cluster === "string" ? cluster : undefined;
}

/** Reads of a state that the engine is writing, and the time between them. */
const READS = 20;
const PAUSE_MS = 250;

/**
 * Reads again what the engine is writing: in a backend that is a folder, a reader can find an empty file.
 *
 * @throws the last error, if every read finds an incomplete state; any other error at once
 */
export async function readAgain<T>(read: () => Promise<T>): Promise<T> {
  for (let reads = 1; ; reads++)
    try {
      return await read();
    } catch (error) {
      if (reads === READS || !/failed to load checkpoint/.test(String(error))) throw error;
      await setTimeout(PAUSE_MS);
    }
}

/** Whether EKS has the cluster. @throws the error of EKS, unless it is that there is no such cluster */
async function exists(name: string, parent: pulumi.ComponentResource): Promise<boolean> {
  try {
    const { status } = await aws.eks.getCluster({ name }, { parent });
    return status !== "DELETING";
  } catch (error) {
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html
    if (/ResourceNotFoundException|couldn't find resource|empty result/i.test(String(error))) return false;
    throw error;
  }
}
