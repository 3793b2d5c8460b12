/** Helm releases: what a killed operation leaves, and how Helm answers the next one. Messages: pkg/action of helm.sh/helm/v3. */
import { newCloud } from "../../cloud";
import { type Cloud, Refusal } from "../../cloud/cloud";
import { isBlocked, leaveRollback, releaseType, removePending } from "../../cloud/kubernetes/helm";
import { Incomplete } from "../../cloud/steps";

const inputs = { name: "monitoring", namespace: "monitoring", chart: "kube-prometheus-stack", version: "1" };
const id = "monitoring/monitoring";
let cloud: Cloud;
beforeEach(async () => {
  cloud = newCloud();
  await cloud.create("kubernetes:core/v1:Namespace", "monitoring", { metadata: { name: "monitoring" } });
});

const install = (more: object = {}, signal?: AbortSignal) =>
  cloud.create(releaseType, "monitoring", { ...inputs, ...more }, signal ? { signal } : {});
const upgrade = (more: object = {}, signal?: AbortSignal) =>
  cloud.update(releaseType, id, { ...inputs, version: "2", ...more }, signal);
const release = () => {
  const found = cloud.find(releaseType, id);
  if (!found) throw new Error("there is no release");
  return found;
};
const status = () => {
  const { status, revision, version } = release().outputs.status as Record<string, unknown>;
  return { status, revision, version };
};

/** Ends the provider in a step of Helm. Steps before it fail. */
function killIn(step: string): AbortSignal {
  const ended = new AbortController();
  cloud.during = (operation) => {
    if (operation.step !== step) throw new Refusal("timed out waiting for the condition");
    ended.abort();
  };
  return ended.signal;
}

test("an install and an upgrade count revisions", async () => {
  await install();
  expect(status()).toEqual({ status: "deployed", revision: 1, version: "1" });
  await upgrade();
  expect(status()).toEqual({ status: "deployed", revision: 2, version: "2" });
});

test("after a killed install, the name cannot be used again until the record is removed", async () => {
  await expect(install({}, killIn("install"))).rejects.toThrow("the provider ended");
  cloud.during = () => undefined;
  expect(status()).toMatchObject({ status: "pending-install", revision: 1 });
  await expect(install()).rejects.toThrow(/^cannot re-use a name that is still in use$/);
  removePending(cloud, release());
  expect(cloud.find(releaseType, id)).toBeUndefined();
  await install();
  expect(status()).toMatchObject({ status: "deployed" });
});

test("after a killed upgrade, no operation is possible until the last deployed revision is the last one", async () => {
  await install();
  await expect(upgrade({}, killIn("upgrade"))).rejects.toThrow("the provider ended");
  cloud.during = () => undefined;
  expect(status()).toEqual({ status: "pending-upgrade", revision: 2, version: "2" });
  await expect(upgrade()).rejects.toThrow(
    /^another operation \(install\/upgrade\/rollback\) is in progress$/,
  );
  removePending(cloud, release());
  expect(status()).toEqual({ status: "deployed", revision: 1, version: "1" });
  await upgrade();
  expect(status()).toEqual({ status: "deployed", revision: 2, version: "2" });
});

test("a killed rollback of an atomic upgrade blocks the release, and the repair returns to the last deployed revision", async () => {
  await install({ atomic: true });
  await expect(upgrade({ atomic: true }, killIn("rollback"))).rejects.toThrow("the provider ended");
  cloud.during = () => undefined;
  expect(status()).toEqual({ status: "pending-rollback", revision: 3, version: "1" });
  await expect(upgrade()).rejects.toThrow("another operation");
  removePending(cloud, release());
  expect(status()).toEqual({ status: "deployed", revision: 1, version: "1" });
});

test("a killed `helm rollback` blocks the release too", async () => {
  await install();
  leaveRollback(cloud, release());
  expect(isBlocked(release())).toBe(true);
  await expect(upgrade()).rejects.toThrow("another operation");
  removePending(cloud, release());
  expect(isBlocked(release())).toBe(false);
});

describe("if a component does not become ready", () => {
  beforeEach(() => {
    cloud.during = ({ step }) => {
      if (step !== "rollback") throw new Refusal("timed out waiting for the condition");
    };
  });

  test("an atomic install removes all others", async () => {
    await expect(install({ atomic: true })).rejects.toThrow(
      "release monitoring failed, and has been uninstalled due to atomic being set: timed out waiting for the condition",
    );
    expect(cloud.find(releaseType, id)).toBeUndefined();
  });

  test("an install that is not atomic keeps the others, and is reported as incomplete", async () => {
    const failure = await install().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Incomplete);
    expect(String(failure)).toContain(
      'Helm release "monitoring/monitoring" was created, but failed to initialize',
    );
    expect(status()).toMatchObject({ status: "failed" });
    cloud.during = () => undefined;
    await upgrade();
    expect(status()).toEqual({ status: "deployed", revision: 2, version: "2" });
  });

  test("an atomic upgrade returns to the earlier revision", async () => {
    cloud.during = () => undefined;
    await install({ atomic: true });
    cloud.during = ({ step }) => {
      if (step === "upgrade") throw new Refusal("timed out waiting for the condition");
    };
    await expect(upgrade({ atomic: true })).rejects.toThrow("has been rolled back due to atomic being set");
    expect(status()).toEqual({ status: "deployed", revision: 3, version: "1" });
  });
});

test("a provider that ended before its operation began leaves no record", async () => {
  await expect(install({}, AbortSignal.abort())).rejects.toThrow("the provider ended before it began");
  expect(cloud.find(releaseType, id)).toBeUndefined();
});
