import { type Engine, findEngine } from "@groundwork/rehearse/engine";

let found: Promise<Engine> | undefined;

/** Finds the engine for tests. Throws if there is none. */
export function engine(): Promise<Engine> {
  found ??= findEngine().then((result) => {
    if ("command" in result) return result;
    throw new Error(result.tried.map(({ way, why }) => `${way}: ${why}`).join("\n"));
  });
  return found;
}
