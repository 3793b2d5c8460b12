import type { UpdateSummary } from "@pulumi/pulumi/automation";
import { fingerprintOf, type Images } from "../images";
import {
  chosenVersion,
  deliveryMessage,
  formatVersions,
  superseded,
  versionBefore,
  versionsOf,
} from "../versions";

const a = { gallery: "r/gallery:1.0.0-a", thumbnailer: "r/thumbnailer:1.0.0-a" };
const b = { gallery: "r/gallery:1.0.0-b", thumbnailer: "r/thumbnailer:1.0.0-b" };
const c = { gallery: "r/gallery:1.0.0-c", thumbnailer: "r/thumbnailer:1.0.0-c" };

const update = (version: number, images: Images | undefined, more: Partial<UpdateSummary> = {}) => ({
  kind: "update" as const,
  startTime: new Date(Date.UTC(2026, 0, version)),
  message: deliveryMessage("deploy"),
  environment: {},
  config: images
    ? {
        "groundwork:galleryImage": { value: images.gallery ?? "" },
        "groundwork:galleryThumbnailerImage": { value: images.thumbnailer ?? "" },
      }
    : {},
  result: "succeeded" as const,
  endTime: new Date(Date.UTC(2026, 0, version)),
  version,
  ...more,
});
const outputs = (images: Images) => ({
  galleryImage: { value: images.gallery, secret: false },
  thumbnailerImage: { value: images.thumbnailer, secret: false },
});

test("only updates that set images count as versions, newest first", () => {
  const history = [
    update(1, a),
    update(2, a, { kind: "refresh" }),
    update(3, undefined),
    update(4, b, { result: "failed" }),
    update(5, b, { result: "in-progress" }),
  ];
  expect(versionsOf(history).map(({ number, succeeded }) => [number, succeeded])).toEqual([
    [4, false],
    [1, true],
  ]);
});

test("an update by hand after the first one keeps the running images, whatever its settings contain, and is not a version", () => {
  const by = { message: "by hand" };
  const deploying = update(4, b, by);
  const history = [
    update(5, a, by),
    { ...deploying, config: { ...deploying.config, "groundwork:galleryImagesFrom": { value: "settings" } } },
    update(3, a, by),
    update(2, c),
    update(1, a, by),
  ];
  expect(versionsOf(history).map(({ number }) => number)).toEqual([4, 2, 1]);
});

test("if the backend has no version numbers, updates are numbered from the oldest", () => {
  const history = [update(0, b), update(0, undefined), update(0, a)];
  expect(versionsOf(history).map(({ number, images }) => [number, images])).toEqual([
    [3, b],
    [1, a],
  ]);
});

describe("the version to roll back to", () => {
  const by = { message: "by hand" };
  test.each([
    ["is the running one, if it passed", a, [update(1, a)], a, a],
    ["is one deployed by hand, even without a passed test", b, [update(2, b, by), update(1, a)], a, b],
    [
      "is the last one that passed, if a deployment was killed before its test",
      b,
      [update(2, b), update(1, a)],
      a,
      a,
    ],
    ["is none, if the first deployment was killed before its test", a, [update(1, a)], undefined, undefined],
    [
      "is the running one, if a later update failed half-way",
      a,
      [update(2, b, { result: "failed" }), update(1, a)],
      a,
      a,
    ],
    [
      "is the one that was restored, not the one that failed",
      a,
      [update(3, a), update(2, b), update(1, a)],
      a,
      a,
    ],
  ] as const)("%s", (_, runs, history, tested, expected) => {
    expect(versionBefore(outputs(runs), versionsOf(history), tested && fingerprintOf(tested))).toEqual(
      expected,
    );
  });

  test("is none, if nothing was ever deployed", () => {
    expect(versionBefore({}, [], undefined)).toBeUndefined();
  });
});

test("a run that a later run has overtaken must not deploy; people, reruns and later runs can", () => {
  expect(superseded(7, "8")).toContain("run 8 has already deployed a newer version");
  for (const [run, by] of [
    [7, "7"],
    [8, "7"],
    [10, "9"],
    [undefined, "8"],
    [7, undefined],
  ] as const)
    expect(superseded(run, by)).toBeUndefined();
});

describe("rolling back", () => {
  const versions = versionsOf([
    update(12, b, { result: "failed", environment: { "git.head": "000b" } }),
    update(11, c, { environment: { "git.head": "000c" } }),
    update(2, a, { message: "x", environment: { "git.head": "000a" } }),
  ]);

  test("selects a version by its number", () => {
    expect(chosenVersion(versions, "2", "dev").images).toEqual(a);
  });

  test.each([
    ["3", "dev has no version 3; available versions: 11, 2"],
    ["12", "The update to version 12 of dev failed; available versions: 11, 2"],
    ["1e1", "dev has no version 1e1"],
    ["", "dev has no version ;"],
  ])("rejects %s, and lists the existing versions", (wanted, expected) => {
    expect(() => chosenVersion(versions, wanted, "dev")).toThrow(expected);
  });

  test("lists which version runs, which ones failed, and the images of each", () => {
    expect(
      formatVersions(versions, c, ({ commit }) => `commit ${commit}`),
    ).toBe(`   12  2026-01-12T00:00:00.000Z  failed  deploy
       r/gallery:1.0.0-b
       r/thumbnailer:1.0.0-b
       commit 000b
   11  2026-01-11T00:00:00.000Z  runs now  deploy
       r/gallery:1.0.0-c
       r/thumbnailer:1.0.0-c
       commit 000c
    2  2026-01-02T00:00:00.000Z  x
       r/gallery:1.0.0-a
       r/thumbnailer:1.0.0-a
       commit 000a`);
  });
});
