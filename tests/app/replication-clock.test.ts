import fc from "fast-check";
import { ReplicationClock } from "../../app/src/database/replication-clock";

function clockWith(...observations: [position: bigint, seconds: number][]): ReplicationClock {
  const clock = new ReplicationClock();
  for (const [position, seconds] of observations) clock.observePrimary(position, seconds * 1000);
  return clock;
}

test("a replica that has replayed everything has no lag, however long the primary has been idle", () => {
  expect(clockWith([100n, 0], [100n, 60]).lagSeconds(100n)).toBe(0);
});

test("the lag of a paused replica begins at the first write that it has not replayed", () => {
  expect(clockWith([100n, 0], [200n, 10], [300n, 25]).lagSeconds(150n)).toBe(15);
});

test("the lag is unknown before the primary has been queried", () => {
  expect(new ReplicationClock().lagSeconds(5n)).toBeUndefined();
});

test("a primary that restarts at an earlier position does not give replicas a permanent lag", () => {
  expect(clockWith([900n, 0], [100n, 10]).lagSeconds(100n)).toBe(0);
});

test("a replica that has replayed more never has more lag", () => {
  const positions = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 });
  const replica = fc.integer({ min: 0, max: 2000 });
  fc.assert(
    fc.property(positions, replica, replica, (growth, a, b) => {
      const clock = new ReplicationClock();
      let position = 0n;
      growth.forEach((step, second) => {
        position += BigInt(step);
        clock.observePrimary(position, second * 1000);
      });
      const [behind, ahead] = a < b ? [a, b] : [b, a];
      expect(clock.lagSeconds(BigInt(ahead)) ?? 0).toBeLessThanOrEqual(clock.lagSeconds(BigInt(behind)) ?? 0);
    }),
  );
});
