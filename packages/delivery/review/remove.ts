import { type OperationOptions, operate } from "@groundwork/rehearse/lifecycle/operations";
import { removeUnselected } from "@groundwork/rehearse/lifecycle/unselected";
import type { Stack } from "@pulumi/pulumi/automation";

/** Destroys a stack, and deletes its state, history and tags. @throws OperationFailed if a resource is left */
export async function remove(stack: Stack, options: OperationOptions = {}): Promise<void> {
  await operate(stack, "destroy", options);
  await removeUnselected(stack);
}
