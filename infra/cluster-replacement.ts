import { AsyncResource } from "node:async_hooks";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readStackOutputs } from "./stack-outputs";

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
 * The cluster of the stack's last complete update. Undefined before the first one, and in an evaluation without an engine, such as a
 * unit test with mocks.
 */
export async function readRunningClusterName(): Promise<string | undefined> {
  if (pulumi.runtime.getEngine() === undefined) return undefined;
  const { clusterName } = await readStackOutputs();
  return typeof clusterName === "string" ? clusterName : undefined;
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
