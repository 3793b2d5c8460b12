import { decide } from "../decision";
import { describeDeployment } from "../outcome";

const images = (name: string) => ({
  gallery: `r/gallery:1.0.0-${name}`,
  thumbnailer: `r/thumbnailer:1.0.0-${name}`,
});
const [wanted, before] = [images("new"), images("old")];

test.each([
  ["a version that passes is kept", before, undefined, { do: "keep" }],
  ["a first version that passes is kept", undefined, undefined, { do: "keep" }],
  ["a failed smoke test restores the previous images", before, "smoke", { do: "restore", images: before }],
  [
    "an update that fails half-way restores the previous images",
    before,
    "up",
    { do: "restore", images: before },
  ],
  [
    "the first deployment has no previous images to restore",
    undefined,
    "smoke",
    { do: "leave", why: "first" },
  ],
  ["a first deployment whose update fails has none either", undefined, "up", { do: "leave", why: "first" }],
  ["images that already ran before are not restored", wanted, "smoke", { do: "leave", why: "same" }],
  [
    "a stack that another update has locked is left unchanged",
    before,
    "locked",
    { do: "leave", why: "locked" },
  ],
  [
    "a stack that a later run has already deployed is left unchanged",
    before,
    "superseded",
    { do: "leave", why: "superseded" },
  ],
  [
    "an update that is rejected before it begins leaves the stack unchanged",
    before,
    "rejected",
    { do: "leave", why: "rejected" },
  ],
  [
    "an interrupted deployment starts no further update",
    before,
    "interrupted",
    { do: "leave", why: "interrupted" },
  ],
  ["a release of another version is left unchanged", before, "busy", { do: "leave", why: "busy" }],
  ["a paused release waits for a person", before, "paused", { do: "leave", why: "paused" }],
] as const)("%s", (_, ran, failure, expected) => {
  expect(decide(wanted, ran, failure)).toEqual(expected);
});

test("changing one of the two images makes another version", () => {
  const half = { ...before, gallery: wanted.gallery };
  expect(decide(wanted, half, "smoke")).toEqual({ do: "restore", images: half });
});

describe("the message for people", () => {
  const failed = {
    stack: "prod",
    images: wanted,
    before,
    failure: { kind: "smoke", message: "no thumbnail" },
    releases: [],
  } as const;
  const restored = { do: "restore", images: before } as const;

  test("a rollback names the version and the reason, and says that only images are restored", () => {
    const { title, text, passed } = describeDeployment({ ...failed, decision: restored });
    expect(title).toBe("prod: its smoke test failed; the previous version is restored");
    expect(passed).toBe(false);
    for (const part of ["no thumbnail", wanted.gallery, before.thumbnailer, "Only the images"])
      expect(text).toContain(part);
  });

  test("the steps of a release are listed", () => {
    const steps = ["api: 5 % of the requests, step 4 of 12", "api: aborted"];
    const { text } = describeDeployment({ ...failed, releases: steps, decision: restored });
    expect(text).toContain(`Released step by step:\n  ${steps.join("\n  ")}\n`);
    expect(describeDeployment({ ...failed, decision: restored }).text).not.toContain("step by step");
  });

  test("a failed rollback has the most prominent title, names the images that should run, and links the procedure", () => {
    const restoreFailure = { kind: "up", message: "InternalFailure" } as const;
    const { title, text } = describeDeployment({ ...failed, decision: restored, restoreFailure });
    expect(title).toContain("ROLLBACK FAILED AS WELL, PROD NEEDS MANUAL ACTION NOW");
    for (const part of ["no thumbnail", "InternalFailure", before.gallery, "docs/delivery.md"])
      expect(text).toContain(part);
  });

  test.each([
    ["first", "has never run a version"],
    ["same", "something else in this commit"],
    ["superseded", "npx --no groundwork rollback prod"],
    ["rejected", "the same version runs as before"],
    ["locked", "npx --no groundwork state locks --stack prod"],
    ["interrupted", "Run it again"],
    ["busy", "after the release has ended"],
    ["paused", "npx --no groundwork release prod promote"],
  ] as const)(
    "when nothing is restored (%s), the message gives the reason and the next step",
    (why, expected) => {
      expect(describeDeployment({ ...failed, decision: { do: "leave", why } }).text).toContain(expected);
    },
  );
});
