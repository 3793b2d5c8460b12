import type { Metrics } from "../metrics";
import type { ObjectStore } from "./store";

/** Wraps a store, and records the duration and the result of each call. */
export function measured(store: ObjectStore, duration: Metrics["storeDuration"]): ObjectStore {
  const time = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    const end = duration.startTimer({ operation });
    try {
      const result = await work();
      end({ result: "ok" });
      return result;
    } catch (error) {
      end({ result: "error" });
      throw error;
    }
  };
  return {
    attributes: store.attributes,
    put: (key, file, type, trace) => time("put", () => store.put(key, file, type, trace)),
    read: (key) => time("read", () => store.read(key)),
    exists: (key, trace) => time("exists", () => store.exists(key, trace)),
    remove: (key, trace) => time("remove", () => store.remove(key, trace)),
    list: (prefix) => store.list(prefix),
    link: (key) => time("link", () => store.link(key)),
    close: () => store.close(),
  };
}
