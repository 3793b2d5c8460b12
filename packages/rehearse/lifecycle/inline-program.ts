/**
 * Programs that the engine runs inside this process, one after the other. When an operation fails, the SDK does not clean
 * up after its program: connections stay open, listeners stay registered on the process, later errors are attributed to the
 * next program, and gRPC caches unreachable addresses for the whole process. If a later engine gets such a port, its program
 * has no connection. The SDK reports this as a program without resources, and the engine deletes all resources
 * (docs/decisions/0027-programs-leave-nothing-behind.md).
 */
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as settings from "@pulumi/pulumi/runtime/settings";
import "@pulumi/pulumi/runtime/state";

type Listening = readonly [event: ErrorEvent, listener: (error: unknown) => void];

/** One run of a program in the SDK. */
interface Run {
  /** The SDK's store of this run. All asynchronous work of the run has it as context. */
  readonly store: object;
  readonly connections: readonly unknown[];
  readonly listeners: readonly Listening[];
}

const errorEvents = ["uncaughtException", "unhandledRejection"] as const;
type ErrorEvent = (typeof errorEvents)[number];

const runs = new WeakMap<PulumiFn, Run>();
const ended = new WeakSet<object>();
/** The error listeners of each run of the SDK. */
const listening = new WeakMap<object, readonly Listening[]>();

const storeOfRun = (): object | undefined => globalThis.asyncLocalStorage?.getStore();
const isOfEndedRun = () => ended.has(storeOfRun() ?? {});

prepareProcess();

/** Wraps a program for one operation. Call `cleanUp` after the operation. */
export function inlineProgram(program: PulumiFn): PulumiFn {
  const inline: PulumiFn = async () => {
    const store = storeOfRun() ?? {};
    const connections = [settings.getMonitor(), settings.getEngine()];
    runs.set(inline, { store, connections, listeners: (listening.get(store) ?? []).map(ignoreEndedRuns) });
    return program();
  };
  return inline;
}

/** Removes the listeners and connections of an `inlineProgram`. Does nothing if the engine never called it. */
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

/** Wraps a listener, so that it ignores late errors of ended runs. */
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
      // Errors of ended runs are ignored. Any other error without another listener ends the process, as by default.
      if (!isOfEndedRun() && process.listenerCount(event) <= others + 1) throw error;
    });
  }
  process.on("newListener", (event: ErrorEvent, listener: (error: unknown) => void) => {
    const store = storeOfRun();
    if (store && errorEvents.includes(event))
      listening.set(store, [...(listening.get(store) ?? []), [event, listener]]);
  });
  // No connections are shared, so that connection errors of one program do not affect another.
  // https://github.com/grpc/grpc-node/tree/master/packages/grpc-js#supported-channel-options
  Object.assign(Reflect.get(settings, "grpcClientOptions"), { "grpc.use_local_subchannel_pool": 1 });
}
