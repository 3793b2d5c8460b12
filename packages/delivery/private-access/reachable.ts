/** Whether a Kubernetes API can be reached. */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Waits for a connection: DNS returns the public addresses some time after the update, and other addresses get no answer. */
export async function reachableWithin(url: string, seconds: number, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await reachable(new URL(url))) return true;
    if (Date.now() > end) return false;
    await sleep(1_000, undefined, { signal });
  }
}

function reachable({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 443), timeout: 5_000 });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}
