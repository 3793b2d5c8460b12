import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { manifestsOf } from "./stack";

type Changes = Readonly<Record<string, string | number>>;

const known = new Map<string, Promise<readonly Manifest[]>>();
let previous: Promise<unknown> = Promise.resolve();

/**
 * The manifests of prod with some settings changed, for scenarios that run at the same time: one evaluation after the other, because the SDK
 * has one program per process, and one for equal settings, because an evaluation delays the requests that this process sends.
 */
export function manifestsInTurn(changes: Changes): Promise<readonly Manifest[]> {
  const key = JSON.stringify(changes);
  const next = known.get(key) ?? previous.then(() => manifestsOf("prod", { ...changes }));
  known.set(key, next);
  previous = next.catch(() => known.delete(key));
  return next;
}
