/** What the commands about restores have in common. */
import { deliveryConfig } from "@groundwork/delivery/config";
import type { RestoreConfig } from "@groundwork/delivery/restore/config";
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { OutputMap } from "@pulumi/pulumi/automation";

/** @throws Explained if the project has no database to restore */
export function restoreConfig(): RestoreConfig {
  const { restore } = deliveryConfig();
  if (restore !== undefined) return restore;
  throw new Explained(
    "rehearse.config.ts has no field delivery.restore: the project has no database to restore.",
  );
}

export function textOf(outputs: OutputMap, name: string): string | undefined {
  const value: unknown = outputs[name]?.value;
  return typeof value === "string" ? value : undefined;
}

/** The kubeconfig of the stack's cluster, which is an object or its text. */
export function kubeconfigIn(outputs: OutputMap): string {
  return textOf(outputs, "kubeconfig") ?? JSON.stringify(outputs.kubeconfig?.value ?? {});
}
