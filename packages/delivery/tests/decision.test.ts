import { decide } from "../decision";
import { tell } from "../outcome";

const images = (name: string) => ({
  gallery: `r/gallery:1.0.0-${name}`,
  thumbnailer: `r/thumbnailer:1.0.0-${name}`,
});
const [wanted, before] = [images("new"), images("old")];

test.each([
  ["a version that passes stays", before, undefined, { do: "keep" }],
  ["a first version that passes stays", undefined, undefined, { do: "keep" }],
  ["a failed smoke test puts back what ran before", before, "smoke", { do: "put back", images: before }],
  ["an update that fails half-way does so too", before, "up", { do: "put back", images: before }],
  ["the first deployment ever has nothing to put back", undefined, "smoke", { do: "leave", why: "first" }],
  ["nor if its update fails", undefined, "up", { do: "leave", why: "first" }],
  [
    "images that ran before are not put back in their own place",
    wanted,
    "smoke",
    { do: "leave", why: "same" },
  ],
  ["a stack that somebody else is updating is left alone", before, "locked", { do: "leave", why: "locked" }],
  ["a stack that a later run has deployed too", before, "superseded", { do: "leave", why: "superseded" }],
  ["whoever is told to end starts no update", before, "interrupted", { do: "leave", why: "interrupted" }],
] as const)("%s", (_, ran, failure, expected) => {
  expect(decide(wanted, ran, failure)).toEqual(expected);
});

test("one changed image of the two is enough to be another version", () => {
  const half = { ...before, gallery: wanted.gallery };
  expect(decide(wanted, half, "smoke")).toEqual({ do: "put back", images: half });
});

describe("what people read", () => {
  const failed = {
    stack: "prod",
    images: wanted,
    before,
    failure: { kind: "smoke", message: "no thumbnail" },
  } as const;
  const putBack = { do: "put back", images: before } as const;

  test("a version that was put back: which one, why, and that only images are", () => {
    const { title, text, passed } = tell({ ...failed, decision: putBack });
    expect(title).toBe("prod: its smoke test failed; the version before it is back");
    expect(passed).toBe(false);
    for (const part of ["no thumbnail", wanted.gallery, before.thumbnailer, "Only the images"])
      expect(text).toContain(part);
  });

  test("a failed put-back is the loudest: it says what should run, and where it stands what to do", () => {
    const putBackFailure = { kind: "up", message: "InternalFailure" } as const;
    const { title, text } = tell({ ...failed, decision: putBack, putBackFailure });
    expect(title).toContain("PUTTING BACK FAILED AS WELL, PROD NEEDS A PERSON NOW");
    for (const part of ["no thumbnail", "InternalFailure", before.gallery, "docs/delivery.md"])
      expect(text).toContain(part);
  });

  test.each([
    ["first", "has never run a version"],
    ["same", "something else in this commit"],
    ["superseded", "npx --no groundwork rollback prod"],
    ["locked", "npx --no groundwork state locks --stack prod"],
    ["interrupted", "Run it again"],
  ] as const)("nothing put back (%s): why, and what to do", (why, expected) => {
    expect(tell({ ...failed, decision: { do: "leave", why } }).text).toContain(expected);
  });
});
