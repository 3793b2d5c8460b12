import fc from "fast-check";
import { computeQuota } from "../../k8s/quota";

const amount = fc.record({
  cpuMillicores: fc.integer({ min: 1, max: 4000 }),
  memoryMiB: fc.integer({ min: 1, max: 8192 }),
});
const demand = fc.record({
  pods: fc.integer({ min: 0, max: 200 }),
  resources: fc.record({ requests: amount, limits: amount }),
});

test("the quota allows all pods at once, and not one more", () => {
  fc.assert(
    fc.property(fc.array(demand, { minLength: 1, maxLength: 4 }), (demands) => {
      const quota = computeQuota(demands);
      let [pods, cpu, memory] = [0, 0, 0];
      for (const { pods: count, resources } of demands) {
        pods += count;
        cpu += count * resources.requests.cpuMillicores;
        memory += count * resources.limits.memoryMiB;
      }
      expect(quota).toMatchObject({
        pods: `${pods}`,
        "requests.cpu": `${cpu}m`,
        "limits.memory": `${memory}Mi`,
      });
    }),
  );
});
