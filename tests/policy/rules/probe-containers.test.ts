import { probeContainers } from "../../../policy/rules/probe-containers";
import { violationsOf, workload } from "../violations";

const probes = { readinessProbe: { httpGet: {} }, livenessProbe: { httpGet: {} } };
const asked = (pod: object, kind?: string) => violationsOf(probeContainers, workload(pod, kind));

test("a container with both probes is accepted", () => {
  expect(asked({ containers: [{ name: "app", ...probes }] })).toBe("");
});

test("a container without one of the probes is rejected, even if it is the second container", () => {
  const half = { name: "helper", readinessProbe: {} };
  expect(asked({ containers: [{ name: "app", ...probes }, half] })).toContain(
    "container helper has no livenessProbe",
  );
  expect(asked({ containers: [{ name: "app" }] }, "apps/v1:DaemonSet")).toContain(
    "no readinessProbe and no livenessProbe",
  );
});

test("containers that run to completion need no probes, but sidecars do", () => {
  const init = { name: "first" };
  expect(asked({ initContainers: [init], containers: [{ name: "app", ...probes }] })).toBe("");
  expect(asked({ containers: [{ name: "app" }] }, "batch/v1:Job")).toBe("");
  expect(asked({ containers: [{ name: "app" }] }, "batch/v1:CronJob")).toBe("");
  const sidecar = { ...init, restartPolicy: "Always" };
  expect(asked({ initContainers: [sidecar], containers: [{ name: "app", ...probes }] })).toContain(
    "container first",
  );
});
