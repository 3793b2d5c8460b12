import { forbidPrivilegedPods } from "../../../policy/rules/forbid-privileged-pods";
import { violationsOf, workload } from "../violations";

const drop = { drop: ["ALL"] };
const asked = (pod: object, container: object = {}, securityContext: object = {}) =>
  violationsOf(
    forbidPrivilegedPods,
    workload({
      ...pod,
      containers: [
        { name: "app", ...container, securityContext: { capabilities: drop, ...securityContext } },
      ],
    }),
  );

test("a pod without host access is accepted, and can listen on a low port", () => {
  expect(asked({ volumes: [{ name: "spool", emptyDir: {} }] })).toBe("");
  expect(asked({}, { ports: [{ containerPort: 8080 }] })).toBe("");
  expect(asked({}, {}, { capabilities: { ...drop, add: ["NET_BIND_SERVICE"] } })).toBe("");
});

test.each([
  ["shares the node's network", { hostNetwork: true }, {}, {}, "it uses hostNetwork"],
  ["shares the node's processes", { hostPID: true }, {}, {}, "it uses hostPID"],
  [
    "mounts the node's files",
    { volumes: [{ name: "root", hostPath: { path: "/" } }] },
    {},
    {},
    "volume root",
  ],
  ["is privileged", {}, {}, { privileged: true }, "container app is privileged"],
  ["uses a host port", {}, { ports: [{ hostPort: 80 }] }, {}, "has a hostPort"],
  ["keeps capabilities", {}, {}, { capabilities: { drop: ["NET_RAW"] } }, "keeps capabilities"],
  ["adds one", {}, {}, { capabilities: { ...drop, add: ["SYS_ADMIN"] } }, "adds SYS_ADMIN"],
])("a pod that %s is rejected", (_, pod, container, security, problem) => {
  expect(asked(pod, container, security)).toContain(problem);
});

const logs = [{ name: "logs", hostPath: { path: "/var/log/pods" } }];
const mounted = (readOnly: boolean) => ({ volumeMounts: [{ name: "logs", mountPath: "/logs", readOnly }] });
const onNodes = (volumes: object[], container: object) =>
  violationsOf(
    forbidPrivilegedPods,
    workload(
      { volumes, containers: [{ name: "app", ...container, securityContext: { capabilities: drop } }] },
      "apps/v1:DaemonSet",
    ),
  );

test("a DaemonSet can read the logs of pods", () => {
  expect(onNodes(logs, mounted(true))).toBe("");
});

test.each([
  ["write them", logs, mounted(false)],
  ["read other files", [{ name: "logs", hostPath: { path: "/var/log" } }], mounted(true)],
  ["leave the folder", [{ name: "logs", hostPath: { path: "/var/log/pods/../.." } }], mounted(true)],
])("a DaemonSet cannot %s", (_, volumes, container) => {
  expect(onNodes(volumes, container)).toContain("volume logs is a hostPath");
});

test("a Deployment cannot read the logs of pods", () => {
  expect(asked({ volumes: logs }, mounted(true))).toContain("volume logs is a hostPath");
});

test("init containers are checked as well", () => {
  const init = { name: "first", securityContext: { privileged: true, capabilities: drop } };
  expect(asked({ initContainers: [init] })).toContain("container first is privileged");
});
