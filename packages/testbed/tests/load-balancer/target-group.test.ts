import { type Delays, TargetGroup } from "../../load-balancer/target-group";

const delays: Delays = {
  controllerSeconds: 10,
  propagationSeconds: 50,
  firstCheckSeconds: 10,
  checkSeconds: 5,
};
const healthCheck = {
  path: "/readyz",
  intervalSeconds: 10,
  timeoutSeconds: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
};
const [a, b] = ["127.64.0.1:8080", "127.64.0.2:8080"];

/** A target group whose checks succeed for these addresses. */
function start(answering: ReadonlySet<string>) {
  const changes: string[][] = [];
  const check = async (url: string) => answering.has(new URL(url).host);
  const group = new TargetGroup("api", healthCheck, delays, (healthy) => changes.push(healthy), check);
  return { group, changes };
}

const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a target gets requests after its registration, the first check, and as many passes as required", async () => {
  const { group } = start(new Set([a]));
  group.setEndpoints(new Set([a]));
  await pass(59.9);
  expect(group.states().get(a)).toBe("registering");
  await pass(0.2);
  expect(group.states().get(a)).toBe("initial");
  await pass(24.7);
  expect(group.healthy()).toEqual([]);
  // 10 + 50 until the registration takes effect, 10 to the first check, 10 to the second, 5 until it counts.
  await pass(0.3);
  expect(group.healthy()).toEqual([a]);
});

test("a target whose endpoint is gone gets requests until the deregistration takes effect", async () => {
  const { group, changes } = start(new Set([a, b]));
  group.setEndpoints(new Set([a, b]));
  await pass(90);
  group.setEndpoints(new Set([b]));
  await pass(59.9);
  expect(group.healthy().sort()).toEqual([a, b]);
  await pass(0.2);
  expect(group.healthy()).toEqual([b]);
  expect(changes.at(-1)).toEqual([b]);
});

test("a target that fails gets requests until as many checks have failed as required, the last one at its timeout", async () => {
  const answering = new Set([a]);
  const { group } = start(answering);
  group.setEndpoints(new Set([a]));
  await pass(90);
  // The last passed check has just begun.
  expect(group.secondsSinceCheck(a)).toBe(0);
  answering.clear();
  await pass(24.9);
  expect(group.healthy()).toEqual([a]);
  expect(group.secondsSinceCheck(a)).toBeCloseTo(4.9);
  await pass(0.2);
  expect(group.states().get(a)).toBe("unhealthy");
  answering.add(a);
  await pass(26);
  expect(group.healthy()).toEqual([a]);
});

test("one failed check between passes changes nothing", async () => {
  const answering = new Set([a]);
  const { group, changes } = start(answering);
  group.setEndpoints(new Set([a]));
  await pass(86);
  answering.clear();
  await pass(10);
  answering.add(a);
  await pass(40);
  expect(changes).toEqual([[a]]);
});

test("a check that takes its whole timeout is not delayed further", async () => {
  const check = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 4_000));
  const group = new TargetGroup("api", healthCheck, delays, () => {}, check);
  group.setEndpoints(new Set([a]));
  expect(group.secondsSinceCheck(a)).toBeUndefined();
  await pass(84.9);
  expect(group.healthy()).toEqual([]);
  await pass(0.2);
  expect(group.healthy()).toEqual([a]);
});

test("a target that never answers never gets requests", async () => {
  const { group, changes } = start(new Set());
  group.setEndpoints(new Set([a]));
  await pass(600);
  expect(changes).toEqual([]);
});

test("an endpoint that returns while its target is leaving is registered again from the beginning", async () => {
  const { group } = start(new Set([a]));
  group.setEndpoints(new Set([a]));
  await pass(90);
  group.setEndpoints(new Set());
  await pass(5);
  group.setEndpoints(new Set([a]));
  expect(group.healthy()).toEqual([]);
  await pass(84);
  expect(group.healthy()).toEqual([]);
  await pass(2);
  expect(group.healthy()).toEqual([a]);
});

test("after a stop, nothing changes any more", async () => {
  const { group, changes } = start(new Set([a]));
  group.setEndpoints(new Set([a]));
  await pass(70);
  group.stop();
  await pass(600);
  expect(changes).toEqual([]);
});
