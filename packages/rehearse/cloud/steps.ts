/** Operations that a provider carries out in several steps, such as those of Helm. */
import type { Cloud, CloudResource, Operation } from "./cloud";
import { Refusal } from "./refusals";

/** An operation of which the cloud keeps a record while it runs. */
export interface Stepped {
  readonly kind: "create" | "update";
  /** The resource that the operation is to produce. */
  readonly resource: CloudResource;
  /** The resource before an update. */
  readonly earlier?: CloudResource | undefined;
  /** Stores the resource in the cloud as it is between two steps. */
  readonly record: (resource: CloudResource) => void;
  /** Removes the resource from the cloud. */
  readonly remove: () => void;
  /** Runs one step. Throws an error if the step fails, and {@link ProviderEnded} if the provider ended during it. */
  readonly step: (name: string) => Promise<void>;
}

/** Thrown inside an operation when its provider has ended: what is recorded then stays. */
class ProviderEnded extends Error {
  override readonly name = "ProviderEnded";
}

/** An operation that failed, and whose resource exists: the engine records it, and updates it in the next `up`. */
export class Incomplete extends Refusal {
  constructor(
    message: string,
    readonly resource: CloudResource,
  ) {
    super(message);
  }
}

/** Carries out an operation in the steps of its type, or in one step. Returns the resource as it is afterwards. */
export async function carryOut(
  cloud: Cloud,
  kind: Stepped["kind"],
  {
    resource,
    earlier,
    signal,
  }: Pick<Stepped, "resource" | "earlier"> & { readonly signal?: AbortSignal | undefined },
  store: Pick<Stepped, "record" | "remove">,
): Promise<CloudResource> {
  const { inSteps } = cloud.types.resourceType(resource.type);
  if (inSteps === undefined) {
    store.record(resource);
    return resource;
  }
  const operation: Operation = { kind, type: resource.type, name: resource.name };
  const step = async (name: string) => {
    await cloud.during({ ...operation, step: name }, signal);
    if (signal?.aborted) throw new ProviderEnded(`the provider ended during ${name} of ${resource.name}`);
  };
  if (signal?.aborted) throw new ProviderEnded(`the provider ended before it began with ${resource.name}`);
  return inSteps({ kind, resource, earlier, step, ...store });
}
