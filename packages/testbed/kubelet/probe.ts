import { get } from "node:http";

/** An HTTP probe as a manifest describes it. Missing fields have Kubernetes' defaults. */
export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: number | string };
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
}

/** Whether a request gets a status from 200 to 399 in time, as a kubelet requires it. */
export function isSuccessful(url: string, timeoutSeconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Each probe has its own connection, as a kubelet's and a load balancer's have.
    const call = get(url, { agent: false, timeout: timeoutSeconds * 1000 }, (response) => {
      response.resume();
      response.once("error", () => resolve(false));
      response.once("end", () => {
        const status = response.statusCode ?? 0;
        resolve(status >= 200 && status < 400);
      });
    });
    const late = setTimeout(() => call.destroy(), timeoutSeconds * 1000);
    call.once("timeout", () => call.destroy());
    call.once("error", () => resolve(false));
    call.once("close", () => {
      clearTimeout(late);
      resolve(false);
    });
  });
}

/**
 * Probes in the manifest's interval until `stop` returns. Calls `onResult` when the number of equal results in a row reaches
 * the threshold, and again for each change.
 */
export function startProbing(
  probe: Probe,
  urlOf: (probe: Probe) => string,
  onResult: (success: boolean) => void,
): () => void {
  let [last, count, reported, stopped]: [boolean | undefined, number, boolean | undefined, boolean] = [
    undefined,
    0,
    undefined,
    false,
  ];
  let running = false;
  const once = async () => {
    if (running) return;
    running = true;
    const success = await isSuccessful(urlOf(probe), probe.timeoutSeconds ?? 1);
    running = false;
    if (stopped) return;
    count = success === last ? count + 1 : 1;
    last = success;
    const threshold = success ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (count < threshold || reported === success) return;
    reported = success;
    onResult(success);
  };
  const timer = setInterval(() => void once(), (probe.periodSeconds ?? 10) * 1000);
  void once();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
