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
        "groundwork:galleryImage": { value: images.gallery },
        "groundwork:galleryThumbnailerImage": { value: images.thumbnailer },
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

test("only updates that set images are versions, newest first", () => {
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

test("where the backend numbers nothing, the place from the oldest is an update's number", () => {
  const history = [update(0, b), update(0, undefined), update(0, a)];
  expect(versionsOf(history).map(({ number, images }) => [number, images])).toEqual([
    [3, b],
    [1, a],
  ]);
});

describe("what is gone back to if the next version fails", () => {
  const by = { message: "by hand" };
  test.each([
    ["what runs, when it passed", a, [update(1, a)], a, a],
    ["what a person deployed by hand, although no test passed", b, [update(2, b, by), update(1, a)], a, b],
    ["what passed last, when a delivery was killed before its test", b, [update(2, b), update(1, a)], a, a],
    ["nothing, when the first delivery was killed before its test", a, [update(1, a)], undefined, undefined],
    [
      "what runs, when a later update failed half-way",
      a,
      [update(2, b, { result: "failed" }), update(1, a)],
      a,
      a,
    ],
    ["what was put back, not what was put back from", a, [update(3, a), update(2, b), update(1, a)], a, a],
  ] as const)("%s", (_, runs, history, tested, expected) => {
    expect(versionBefore(outputs(runs), versionsOf(history), tested && fingerprintOf(tested))).toEqual(
      expected,
    );
  });

  test("nothing, when nothing was ever deployed", () => {
    expect(versionBefore({}, [], undefined)).toBeUndefined();
  });
});

test("a run of the pipeline that was overtaken must not deploy; people, reruns and later runs may", () => {
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

describe("going back", () => {
  const versions = versionsOf([
    update(12, b, { result: "failed" }),
    update(11, c),
    update(2, a, { message: "x" }),
  ]);

  test("a version is chosen by its number", () => {
    expect(chosenVersion(versions, "2", "dev").images).toEqual(a);
  });

  test.each([
    ["3", "dev has no version 3; allowed are: 11, 2"],
    ["12", "The update to version 12 of dev failed; allowed are: 11, 2"],
    ["1e1", "dev has no version 1e1"],
    ["", "dev has no version ;"],
  ])("%s is refused, with those that there are", (wanted, expected) => {
    expect(() => chosenVersion(versions, wanted, "dev")).toThrow(expected);
  });

  test("the list says which runs now, which failed, and what each was", () => {
    expect(formatVersions(versions, c)).toBe(`   12  2026-01-12T00:00:00.000Z  failed  deploy
       r/gallery:1.0.0-b
       r/thumbnailer:1.0.0-b
   11  2026-01-11T00:00:00.000Z  runs now  deploy
       r/gallery:1.0.0-c
       r/thumbnailer:1.0.0-c
    2  2026-01-02T00:00:00.000Z  x
       r/gallery:1.0.0-a
       r/thumbnailer:1.0.0-a`);
  });
});
