import { createServer, type Server } from "node:http";
import { loopbackOf, type PodObject, podAddress, portNumber } from "../../kubelet/pod-object";
import { type ContainerState, RunningPod } from "../../kubelet/running-pod";
import { until } from "../../processes/until";

const probe = { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 0.05, failureThreshold: 2 };

function podWith(changes: object = {}): PodObject {
  return {
    metadata: { name: "api-1", namespace: "gallery", uid: "1" },
    spec: {
      nodeName: "node-1",
      containers: [
        {
          name: "api",
          image: "gallery:1",
          ports: [{ name: "http", containerPort: 0 }],
          startupProbe: probe,
          readinessProbe: probe,
          ...changes,
        },
      ],
    },
  };
}

/** A container: an HTTP server in this process whose signals are recorded. */
class Stand {
  status = 200;
  readonly signals: { name: string; at: number }[] = [];
  starts = 0;
  private server: Server | undefined;
  private finish = () => {};

  constructor(private readonly endsOn: readonly string[] = ["SIGTERM", "SIGKILL"]) {}

  async start(pod: PodObject, address: string) {
    this.starts++;
    const server = createServer((_request, response) => response.writeHead(this.status).end());
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    this.server = server;
    const listening = server.address();
    // The port of the manifest is fixed; here it is the one that the system selected.
    const [port] = pod.spec.containers[0]?.ports ?? [];
    Object.assign(port ?? {}, { containerPort: typeof listening === "object" ? listening?.port : 0 });
    const ended = new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    return {
      pid: 1,
      ended,
      signal: (name: NodeJS.Signals) => {
        this.signals.push({ name, at: Date.now() });
        if (this.endsOn.includes(name)) this.end();
      },
    };
  }

  end(): void {
    this.server?.closeAllConnections();
    this.server?.close();
    this.finish();
  }
}

function run(stand: Stand, pod = podWith()) {
  const states: ContainerState[] = [];
  const running = new RunningPod(
    pod,
    podAddress(249 + Math.floor(Math.random() * 1000)),
    (given, address) => stand.start(given, address),
    (state) => states.push(state),
  );
  void running.run();
  const ready = (wanted: boolean) => until(async () => states.at(-1)?.ready === wanted, 10);
  return { running, states, ready };
}

test("a pod is ready when its own probe succeeds, and unready when it fails as often as allowed", async () => {
  const stand = new Stand();
  const { running, states, ready } = run(stand);
  await ready(true);
  expect(states.map((state) => [state.started, state.ready])).toEqual([
    [true, false],
    [true, true],
  ]);
  stand.status = 503;
  await ready(false);
  stand.status = 200;
  await ready(true);
  await running.lose();
});

test("a pod that never answers does not become ready, and is killed by its startup probe", async () => {
  const stand = new Stand();
  stand.status = 503;
  const { running, states } = run(stand);
  await until(async () => stand.signals.length > 0, 10);
  expect(stand.signals[0]?.name).toBe("SIGKILL");
  expect(states.filter(({ ready }) => ready)).toEqual([]);
  await running.lose();
});

test("a container that ends is reported as unready and restarted", async () => {
  const stand = new Stand();
  const { running, states, ready } = run(stand);
  await ready(true);
  stand.end();
  await until(async () => stand.starts === 2, 10);
  expect(states.some(({ ready, restarts }) => !ready && restarts === 1)).toBe(true);
  await ready(true);
  await running.lose();
});

test("an ending pod serves during preStop, and then gets SIGTERM", async () => {
  const stand = new Stand();
  const { running, states, ready } = run(
    stand,
    podWith({ lifecycle: { preStop: { sleep: { seconds: 1 } } } }),
  );
  await ready(true);
  const began = Date.now();
  await running.terminate(30);
  expect(stand.signals.map(({ name }) => name)).toEqual(["SIGTERM"]);
  expect((stand.signals[0]?.at ?? 0) - began).toBeGreaterThanOrEqual(990);
  expect(states.at(-1)?.ready).toBe(true);
});

test("a process that ignores SIGTERM is killed when the grace period is over", async () => {
  const stand = new Stand(["SIGKILL"]);
  const { running, ready } = run(stand);
  await ready(true);
  await running.terminate(1);
  expect(stand.signals.map(({ name }) => name)).toEqual(["SIGTERM", "SIGKILL"]);
});

test("a pod that is lost reports nothing", async () => {
  const stand = new Stand();
  const { running, states, ready } = run(stand);
  await ready(true);
  const before = states.length;
  await running.lose();
  expect(states).toHaveLength(before);
  expect(stand.starts).toBe(1);
});

test("addresses and ports that do not exist are refused", () => {
  expect(loopbackOf(podAddress(251))).toBe("127.64.1.2");
  expect(() => loopbackOf("192.0.2.1")).toThrow("192.0.2.1 is not the address of a pod of this kubelet");
  const [container] = podWith().spec.containers;
  if (container === undefined) throw new Error("no container");
  expect(() => portNumber(container, "grpc")).toThrow("container api has no port named grpc");
});
