import { runAsNonRoot } from "../../../policy/rules/run-as-non-root";
import { violationsOf, workload } from "../violations";

const container = (securityContext: object = {}) => ({
  name: "app",
  securityContext: { allowPrivilegeEscalation: false, ...securityContext },
});
const asked = (pod: object, own?: object, kind?: string) =>
  violationsOf(runAsNonRoot, workload({ securityContext: pod, containers: [container(own)] }, kind));

test("a container is accepted if it or its pod sets runAsNonRoot", () => {
  expect(asked({ runAsNonRoot: true, runAsUser: 10001 })).toBe("");
  expect(asked({}, { runAsNonRoot: true })).toBe("");
});

test.each([
  ["neither it nor its pod sets it", {}, {}, "may run as root"],
  ["it overrides the pod's setting", { runAsNonRoot: true }, { runAsNonRoot: false }, "may run as root"],
  ["it runs as user 0", { runAsNonRoot: true }, { runAsUser: 0 }, "runs as user 0"],
  ["it can become root", { runAsNonRoot: true }, { allowPrivilegeEscalation: true }, "may become root"],
])("a container is rejected if %s", (_, pod, own, problem) => {
  expect(asked(pod, own)).toContain(`container app ${problem}`);
});

test("init containers and scheduled jobs are checked as well", () => {
  const pod = { containers: [container({ runAsNonRoot: true })], initContainers: [{ name: "first" }] };
  expect(violationsOf(runAsNonRoot, workload(pod))).toContain("container first may run as root");
  expect(asked({}, {}, "batch/v1:CronJob")).toContain("container app may run as root");
});
