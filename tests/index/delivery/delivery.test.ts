/** A version on its way to production: deployment, test, rollback. */
import type { Releases } from "@groundwork/delivery/release/follow";
import { chosenVersion, versionsOf } from "@groundwork/delivery/versions";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { deliveries, describeDrawn } from "../../drawn";
import { Environment } from "./environment";
import { version } from "./versions";

describeDrawn("delivery", deliveries, () => {
  // A deployment takes about 10 s on an idle machine, and a rollback twice as long.
  jest.setTimeout(600_000);

  let dev: Environment;
  const good = version("1.0.0");

  beforeAll(async () => {
    dev = await Environment.open("dev");
  });
  afterAll(() => dev?.close());

  test("a first version that fails is left in place, and the message says that there is no previous version", async () => {
    const bad = version("0.9.0", "no thumbnails");
    const deployment = await dev.deploy(bad);
    expect(deployment).toMatchObject({ before: undefined, decision: { do: "leave", why: "first" } });
    expect(deployment.message).toContain("its thumbnail is made");
    expect(deployment.message).toContain("nothing to restore");
    expect(await dev.gallery.version()).toBe("0.9.0");
  });

  test("a good version is deployed, tested over HTTP with a real replica, and leaves no photo behind", async () => {
    const deployment = await dev.deploy(good);
    expect(deployment).toMatchObject({ decision: { do: "keep" } });
    expect(deployment).not.toHaveProperty("failure");
    expect(dev.checks.slice(-6).map(({ saw }) => saw)).toEqual([
      "alive, ready, page, list (empty)",
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      "by replica-1",
      expect.stringMatching(/^image\/webp, \d+ bytes$/),
      expect.stringContaining("the objective is 500 ms"),
      "404 afterwards",
    ]);
    expect(await dev.snapshot()).toMatchObject({ images: good, running: "1.0.0" });
    const { photos } = Object(await (await fetch(`${dev.gallery.url}/api/photos`)).json());
    expect(photos).toEqual([]);
  });

  test.each([
    ["whose thumbnails are never created", "1.1.0", "no thumbnails", "its thumbnail is made"],
    ["that cannot write", "1.1.1", "no writes", "503 instead of 201"],
  ] as const)(
    "a version %s is rolled back automatically, and everything is as before",
    async (_, name, fault, seen) => {
      const before = await dev.snapshot();
      const deployment = await dev.deploy(version(name, fault));
      expect(deployment).toMatchObject({
        failure: { kind: "smoke" },
        decision: { do: "restore", images: good },
      });
      expect(deployment.restoreFailure).toBeUndefined();
      expect(deployment.message).toContain(seen);
      expect(deployment.message).toContain("the previous version is restored");
      expect(dev.gallery.rollouts.slice(-2)).toEqual([name, "1.0.0"]);
      expect(await dev.snapshot()).toEqual(before);
    },
  );

  test.each([
    ["pods never become ready", "1.2.0", "never ready", "Readiness probe failed"],
    ["migration fails", "1.2.1", "migration fails", "backoff limit"],
  ] as const)("an update that fails half-way because the %s is rolled back", async (_, name, fault, seen) => {
    const before = await dev.snapshot();
    const deployment = await dev.deploy(version(name, fault));
    expect(deployment).toMatchObject({ failure: { kind: "up" }, decision: { do: "restore", images: good } });
    expect(deployment.restoreFailure).toBeUndefined();
    expect(deployment.message).toContain(seen);
    // The previous version never stopped serving.
    expect(dev.gallery.rollouts.at(-1)).toBe("1.0.0");
    expect(await dev.snapshot()).toEqual(before);
  });

  test("a deployment that is stopped before its test is not used for a later rollback", async () => {
    const untested = version("1.3.0");
    const ending = new AbortController();
    const interrupted = await dev.deploy(untested, {
      signal: ending.signal,
      smoke: async () => {
        ending.abort(new Interrupted("SIGTERM"));
        throw ending.signal.reason;
      },
    });
    expect(interrupted).toMatchObject({ failure: { kind: "interrupted" }, decision: { do: "leave" } });
    expect(await dev.gallery.version()).toBe("1.3.0");
    const next = await dev.deploy(version("1.3.1", "no writes"));
    expect(next).toMatchObject({ before: good, decision: { do: "restore", images: good } });
    expect(await dev.gallery.version()).toBe("1.0.0");
  });

  test("while another update holds the stack, nothing is changed and nothing is rolled back", async () => {
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    let updating: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      updating = resolve;
    });
    dev.opened.cloud.before = async ({ kind }) => {
      if (kind === "read") return;
      updating();
      await held;
    };
    const first = dev.deploy(version("1.4.0"));
    await started;
    const second = await dev.deploy(version("1.4.0"));
    expect(second).toMatchObject({ failure: { kind: "locked" }, decision: { do: "leave", why: "locked" } });
    expect(second.message).toContain("npx --no groundwork state locks --stack dev");
    go();
    dev.opened.cloud.before = () => undefined;
    expect(await first).toMatchObject({ decision: { do: "keep" } });
    expect(await dev.gallery.version()).toBe("1.4.0");
  });

  test("a failed rollback has the most prominent message and names the images that should run; the same command repairs it", async () => {
    const { stack } = dev.opened;
    dev.opened.cloud.before = ({ kind, type }) => {
      if (kind === "update" && type.endsWith(":Deployment") && dev.gallery.rollouts.at(-1) === "1.5.0")
        throw new Refusal("InternalFailure: try again later");
    };
    const deployment = await dev.deploy(version("1.5.0", "no thumbnails"));
    dev.opened.cloud.before = () => undefined;
    expect(deployment).toMatchObject({ failure: { kind: "smoke" }, restoreFailure: { kind: "up" } });
    expect(deployment.message).toContain("ROLLBACK FAILED AS WELL, DEV NEEDS MANUAL ACTION NOW");
    expect(deployment.message).toContain(version("1.4.0").gallery);
    expect(deployment.message).toContain("InternalFailure: try again later");

    expect(await dev.deploy(version("1.4.0"))).toMatchObject({ decision: { do: "keep" } });
    expect(await dev.gallery.version()).toBe("1.4.0");
    expect(await operate(stack, "preview")).toMatchObject({ changes: [] });
  });

  test("an earlier version is found in the history and rolled back to, even with a newer schema", async () => {
    // A later version's migration, as 1.4.0 would include it.
    await dev.gallery.postgres.primary.query(
      "INSERT INTO schema_migrations (name, run_on) VALUES ('9999_later', now())",
      [],
      "gallery",
    );
    const history = versionsOf(await dev.opened.stack.history(undefined, undefined, false));
    const [earlier] = history.filter(({ images, succeeded }) => succeeded && images.gallery === good.gallery);
    const { images, number } = chosenVersion(history, String(earlier?.number), "dev");
    const deployment = await dev.deploy(images, { what: `rollback to ${number}` });
    expect(deployment).toMatchObject({ before: version("1.4.0"), decision: { do: "keep" } });
    expect(await dev.gallery.version()).toBe("1.0.0");
  });

  describe("with releases step by step", () => {
    const later = version("1.6.0");
    /** Releases that have not begun, and end as a test needs. */
    const releases = (changes: Partial<Releases> = {}): Releases => ({
      findObstacle: async () => undefined,
      awaitEnd: async () => undefined,
      follow: async () => undefined,
      findFailure: async () => undefined,
      ...changes,
    });
    const failUpdate = () => {
      dev.opened.cloud.before = ({ kind, type }) => {
        if (kind === "update" && type.endsWith(":Deployment")) throw new Refusal("the release has ended");
      };
    };
    afterEach(() => {
      dev.opened.cloud.before = () => undefined;
    });

    test("a release of another version is not disturbed: nothing is changed", async () => {
      const before = await dev.snapshot();
      const underWay = "A release of another version is under way";
      const deployment = await dev.deploy(later, {
        releases: releases({ findObstacle: async () => underWay }),
      });
      expect(deployment).toMatchObject({ failure: { kind: "busy" }, decision: { do: "leave", why: "busy" } });
      expect(deployment.message).toContain(underWay);
      expect(await dev.snapshot()).toEqual(before);
    });

    test("a paused release is left to a person, and the steps are in the summary", async () => {
      failUpdate();
      const deployment = await dev.deploy(later, {
        releases: releases({
          follow: async (signal, report) => {
            report("api: 5 % of the requests, step 4 of 12");
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            return undefined;
          },
          findFailure: async () => "paused",
        }),
      });
      expect(deployment).toMatchObject({
        failure: { kind: "paused" },
        decision: { do: "leave", why: "paused" },
      });
      expect(deployment.message).toContain("api: 5 % of the requests, step 4 of 12");
      expect(deployment.message).toContain("npx --no groundwork release dev promote");
    });

    test("a version that fails its test before it gets requests is rolled back, with the reason", async () => {
      failUpdate();
      const reason = "The new version of api failed its test before it got requests: 503 instead of 201";
      const restoring = dev.deploy(later, {
        releases: releases({
          follow: async (signal) => {
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            // Only the first update meets the bad version.
            dev.opened.cloud.before = () => undefined;
            return reason;
          },
          findFailure: async () => "aborted",
        }),
      });
      const deployment = await restoring;
      expect(deployment).toMatchObject({ failure: { kind: "up" }, decision: { do: "restore" } });
      expect(deployment.message).toContain(reason);
      expect(await dev.gallery.version()).toBe("1.0.0");
    });
  });
});
