import { rolloutSeconds } from "../../cloud/kubernetes/rollout-seconds";

const deployment = (spec: object, preStopSeconds?: number) => ({
  spec: {
    ...spec,
    template: {
      spec: {
        containers: [
          {
            name: "main",
            ...(preStopSeconds && { lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } } }),
          },
        ],
      },
    },
  },
});

test("a new Deployment waits for a node, its start and minReadySeconds", () => {
  const without = rolloutSeconds(deployment({}));
  expect(rolloutSeconds(deployment({ minReadySeconds: 90 })).create).toBe(without.create + 90);
});

test.each([
  [6, "25%", 3],
  [6, "100%", 1],
  [6, 1, 6],
  [1, "25%", 1],
  // Without a number of replicas or a surge: two pods, and Kubernetes' default of a quarter.
  [undefined, undefined, 2],
])("an update of %p pods with a surge of %p takes %d times minReadySeconds", (replicas, maxSurge, rounds) => {
  const strategy = { strategy: { rollingUpdate: { maxSurge } } };
  const spec = { ...(replicas && { replicas }), ...(maxSurge && strategy) };
  const update = (minReadySeconds: number) => rolloutSeconds(deployment({ ...spec, minReadySeconds })).update;
  expect(Number(update(90)) - Number(update(0))).toBe(90 * rounds);
});

test("a deletion waits until the pods have stopped listening", () => {
  expect(
    Number(rolloutSeconds(deployment({}, 60)).delete) - Number(rolloutSeconds(deployment({})).delete),
  ).toBe(60);
});
