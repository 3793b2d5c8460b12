import type { Stack } from "@pulumi/pulumi/automation";
import { type OperationOptions, operate } from "../../rehearsal/operations";

/** Destroys a stack and forgets it: state, history and tags go too. @throws OperationFailed while something is left */
export async function remove(stack: Stack, options: OperationOptions = {}): Promise<void> {
  await operate(stack, "destroy", options);
  await stack.workspace.removeStack(stack.name);
}
