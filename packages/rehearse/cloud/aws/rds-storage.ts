/**
 * The storage of an instance, where the provider does not ask RDS for what the inputs say: it ignores `allocatedStorage` when it creates
 * a replica, and with autoscaling when the instance has more.
 * https://www.pulumi.com/registry/packages/aws/api-docs/rds/instance/#allocatedstorage_nodejs
 */
import type * as aws from "@pulumi/aws";
import type { Plain, Properties, Subject } from "../resource-type";
import { instanceType, source } from "./rds-refusals";

type InstanceSubject = Subject<Plain<aws.rds.InstanceArgs>>;

/** Whether the provider asks for the storage of the inputs. With autoscaling, it does not ask for less than the instance has. */
export function isStorageUpdated(actual: unknown, wanted: unknown, inputs: Properties): boolean {
  if (actual === undefined || wanted === undefined || actual === wanted) return false;
  const hasGrown =
    Number(actual) > Number(wanted) && Number(inputs.maxAllocatedStorage ?? 0) > Number(wanted);
  return !hasGrown;
}

/** The storage in GiB that an instance has although the inputs have another one. Undefined: it has that of the inputs. */
export function storageLeftOut(subject: InstanceSubject): unknown {
  const { id, inputs, cloud } = subject;
  const earlier = cloud.find(instanceType, id)?.outputs.allocatedStorage;
  if (earlier === undefined) return source(subject)?.outputs.allocatedStorage;
  return isStorageUpdated(earlier, inputs.allocatedStorage, inputs) ? undefined : earlier;
}

/** Replicas whose next update asks for another storage than they were created with. */
export function storageWarnings({ id, inputs, cloud }: InstanceSubject): readonly string[] {
  const { allocatedStorage: wanted, replicateSourceDb } = inputs;
  const actual = cloud.find(instanceType, id)?.outputs.allocatedStorage;
  if (!replicateSourceDb || !isStorageUpdated(actual, wanted, { ...inputs })) return [];
  const next = Number(wanted) < Number(actual) ? "which RDS refuses" : "which increases the storage";
  return [
    `allocatedStorage is ${wanted} GiB; the provider creates a replica with the storage of its source, ${actual} GiB. The next update asks for ${wanted} GiB, ${next}`,
  ];
}
