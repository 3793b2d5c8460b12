/** Permissions that take effect late, in the real engine. `rehearse` runs every stack with them (rehearse.test.ts). */
import { newCloud } from "@groundwork/rehearse/cloud";
import { clockOf } from "@groundwork/rehearse/timing/clock";
import { evaluated } from "../../evaluated";
import { open } from "./engine";

test("an update that comes before its permission fails with the cloud's answer, and a later one completes the stack", async () => {
  const clock = clockOf(await evaluated("dev"));
  const cloud = newCloud();
  // An add-on that is created in 20 seconds, in which the access policies do not take effect.
  const faster = (time: number | undefined, name: string) =>
    time === undefined || name.startsWith("cluster-") ? time : time - 30;
  cloud.clock = {
    start: (type, name) => faster(clock.start(type, name), name),
    end: (type, name) => faster(clock.end(type, name), name),
  };
  const dev = await open("dev", { cloud });
  try {
    // The three begin at the same time, and the engine stops at the first failure.
    await expect(dev.run("up")).rejects.toThrow(
      /(NodeClass "nodes-class.*"|StorageClass "gp3-encrypted"|ConfigMap "amazon-vpc-cni") is forbidden: User ".*" cannot patch resource[\s\S]*the provider does not repeat the call/,
    );
    expect(cloud.list().filter(({ type }) => type.startsWith("kubernetes:"))).toEqual([]);
    cloud.clock = undefined;
    const changes = await dev.run("up");
    expect(new Set(changes.map(({ op }) => op))).toEqual(new Set(["create"]));
    expect(await dev.run("preview")).toEqual([]);
  } finally {
    dev.close();
  }
}, 600_000);
