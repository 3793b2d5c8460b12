import { readConfig } from "../../app/src/config";
import { spoolNeededMiB } from "../../app/src/photos/limits";
import { computeEphemeralStorage } from "../../k8s/ephemeral-storage";
import { stackOf } from "./stack";

const pods = async () => {
  const { resources } = await stackOf("prod");
  const config = resources.find(({ type, name }) => type.endsWith(":ConfigMap") && name === "gallery-api");
  const workloads = resources
    .filter(({ type }) => /:(Deployment|Job)$/.test(type))
    .map(({ inputs }) => Object(inputs.spec).template.spec);
  return { environment: Object(config?.inputs.data), workloads };
};
const mib = (quantity: string) => Number(/^(\d+)Mi$/.exec(quantity)?.[1]);

test("a pod can fill its volume and its logs without an eviction", async () => {
  const { workloads } = await pods();
  expect(workloads).toHaveLength(3);
  for (const { containers, volumes } of workloads) {
    const [{ resources }] = containers;
    const spool = volumes.find(({ name }: { name: string }) => name === "spool");
    expect(mib(resources.limits["ephemeral-storage"])).toBe(mib(spool.emptyDir.sizeLimit) + 64);
    expect(mib(resources.requests["ephemeral-storage"])).toBeGreaterThanOrEqual(64);
  }
});

test("the API's volume has room for the uploads that its environment allows", async () => {
  const { environment } = await pods();
  const { MAX_PIXELS, MAX_CONCURRENT_UPLOADS, MAX_UPLOAD_MIB } = readConfig("api", {
    DATABASE_PASSWORD: "x",
    CURATOR_TOKEN: "x".repeat(24),
    ...environment,
  });
  expect(Object.keys(environment)).toEqual(
    expect.arrayContaining(["MAX_PIXELS", "MAX_CONCURRENT_UPLOADS", "MAX_UPLOAD_MIB"]),
  );
  expect(computeEphemeralStorage("api").spoolMiB).toBe(
    spoolNeededMiB(MAX_PIXELS, MAX_CONCURRENT_UPLOADS, MAX_UPLOAD_MIB),
  );
});
