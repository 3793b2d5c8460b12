/**
 * Programs that the engine runs inside this process, one after the other. When an operation fails, the SDK leaves its
 * program where it stands: connections stay open, listeners stay on the process, errors that come later are taken for
 * those of the next program, and gRPC remembers for the whole process which addresses did not answer. A later engine that
 * is given such a port finds its program without a connection, which the SDK reports as the end of a program that wants
 * nothing: the engine deletes all there is (docs/decisions/0027-programs-leave-nothing-behind.md).
 */
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as settings from "@pulumi/pulumi/runtime/settings";
import "@pulumi/pulumi/runtime/state";

type Listening = readonly [event: ErrorEvent, listener: (error: unknown) => void];

/** One run of a program, as the SDK keeps it. */
interface Run {
  /** Where the SDK keeps what belongs to this run alone; all that the run begins is begun with it. */
  readonly store: object;
  readonly connections: readonly unknown[];
  readonly listeners: readonly Listening[];
}

const errorEvents = ["uncaughtException", "unhandledRejection"] as const;
type ErrorEvent = (typeof errorEvents)[number];

const runs = new WeakMap<PulumiFn, Run>();
const ended = new WeakSet<object>();
/** What each run of the SDK listens for. */
const listening = new WeakMap<object, readonly Listening[]>();

const storeOfRun = (): object | undefined => globalThis.asyncLocalStorage?.getStore();
const isOfEndedRun = () => ended.has(storeOfRun() ?? {});

prepareProcess();

/** A program for one operation, of which nothing stays behind when `cleanUp` is called after it. */
export function inlineProgram(program: PulumiFn): PulumiFn {
  const inline: PulumiFn = async () => {
    const store = storeOfRun() ?? {};
    const connections = [settings.getMonitor(), settings.getEngine()];
    runs.set(inline, { store, connections, listeners: (listening.get(store) ?? []).map(ignoreEndedRuns) });
    return program();
  };
  return inline;
}

/** Puts away what an `inlineProgram` left; one that the engine never called left nothing. */
export function cleanUp(program: PulumiFn): void {
  const run = runs.get(program);
  if (!run) return;
  ended.add(run.store);
  for (const [event, listener] of run.listeners) process.off(event, listener);
  for (const connection of run.connections) {
    if (connection instanceof Object && "close" in connection && typeof connection.close === "function")
      connection.close();
  }
}

/** The same listener, but what comes late of an ended run does not reach it. */
function ignoreEndedRuns([event, listener]: Listening): Listening {
  const own = (error: unknown) => {
    if (!isOfEndedRun()) listener(error);
  };
  process.off(event, listener);
  process.on(event, own);
  return [event, own];
}

function prepareProcess(): void {
  for (const event of errorEvents) {
    const others = process.listenerCount(event);
    process.on(event, (error: unknown) => {
      // Nobody waits for an ended run any more. Any other error that nobody else hears ends the process, as ever.
      if (!isOfEndedRun() && process.listenerCount(event) <= others + 1) throw error;
    });
  }
  process.on("newListener", (event: ErrorEvent, listener: (error: unknown) => void) => {
    const store = storeOfRun();
    if (store && errorEvents.includes(event))
      listening.set(store, [...(listening.get(store) ?? []), [event, listener]]);
  });
  // No connection is shared, so that nothing one program met is remembered for another.
  // https://github.com/grpc/grpc-node/tree/master/packages/grpc-js#supported-channel-options
  Object.assign(Reflect.get(settings, "grpcClientOptions"), { "grpc.use_local_subchannel_pool": 1 });
}
