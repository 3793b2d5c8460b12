import { UNKNOWN } from "../../../policy/properties";
import { limitContainers } from "../../../policy/rules/limit-containers";
import { violationsOf, workload } from "../violations";

const resources = { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: 1, memory: "128Mi" } };
const asked = (pod: object, kind?: string) => violationsOf(limitContainers, workload(pod, kind));

test("a container with requests and limits is accepted, known or unknown", () => {
  expect(asked({ containers: [{ name: "app", resources }] })).toBe("");
  expect(asked({ containers: [{ name: "app", resources: UNKNOWN }] })).toBe("");
});

test("a container without one of them is rejected, and the missing one is named", () => {
  const noLimit = { ...resources, limits: { memory: "1Gi" } };
  expect(asked({ containers: [{ name: "app", resources: noLimit }] })).toContain(
    "container app lacks limits.cpu.",
  );
  expect(asked({ containers: [{ name: "app" }] })).toContain(
    "requests.cpu, requests.memory, limits.cpu, limits.memory",
  );
});

test("init containers and scheduled jobs are checked as well", () => {
  const pod = { initContainers: [{ name: "first" }], containers: [{ name: "app", resources }] };
  expect(asked(pod)).toContain("container first lacks");
  expect(asked({ containers: [{ name: "app" }] }, "batch/v1:CronJob")).toContain("container app lacks");
});
