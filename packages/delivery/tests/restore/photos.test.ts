/** Which photos a restored database needs back, and how they are brought back. */
import type { PhotoStore } from "../../restore/photo-store";
import { copySeconds, type ObjectCopy, type ObjectVersion, planPhotos } from "../../restore/photos";
import { type PhotoLists, restorePhotos } from "../../restore/restore-photos";

const at = (minute: number) => new Date(Date.UTC(2026, 9, 31, 14, minute));
const now = at(59);
const version = (id: string, minute: number, more: Partial<ObjectVersion> = {}): ObjectVersion => ({
  ...{ id, modified: at(minute), isLatest: false, isDeletion: false },
  ...more,
});
const latest = { isLatest: true };
const deletion = { isLatest: true, isDeletion: true };
const objects = new Map<string, readonly ObjectVersion[]>([
  ["there", [version("t1", 1, latest)]],
  ["deleted", [version("d2", 40, deletion), version("d1", 1)]],
  ["twice", [version("w3", 50, deletion), version("w1", 1), version("w2", 30)]],
  ["overwritten", [version("o2", 40, latest), version("o1", 1)]],
  ["orphan", [version("x1", 1, latest)]],
  ["uploading", [version("u1", 60, latest)]],
  ["gone", [version("g1", 2, deletion)]],
]);

test("deleted photos get their newest version, and a row without any is lost", () => {
  expect(planPhotos(["there", "deleted", "twice", "overwritten", "gone", "never"], objects, now)).toEqual({
    copies: [
      { key: "deleted", version: "d1", isOverwritten: false },
      { key: "twice", version: "w2", isOverwritten: false },
    ],
    lost: ["gone", "never"],
    withoutRow: ["orphan"],
    present: 2,
  });
});

test("with a time, overwritten photos get their version of then, and later uploads stay", () => {
  const { copies, present } = planPhotos(
    ["there", "twice", "overwritten", "uploading"],
    objects,
    now,
    at(20),
  );
  expect(copies).toEqual([
    { key: "twice", version: "w1", isOverwritten: false },
    { key: "overwritten", version: "o1", isOverwritten: true },
  ]);
  expect(present).toBe(2);
});

const login = { host: "h", password: "p" };
const rows = {
  prefix: "originals/",
  pageSize: 2,
  page: (after: string | undefined) => `after ${after ?? "nothing"}`,
};
const pages: Readonly<Record<string, readonly string[]>> = {
  "after nothing": ["there", "deleted"],
  "after deleted": ["twice", "gone"],
  "after gone": [],
};
const run = async (statement: string) =>
  (pages[statement] ?? []).map((key) => ({ id: key, object_key: key }));

/** A bucket that records the copies, and fails at the given one. */
function bucket(failing?: string) {
  const copied: string[] = [];
  const store: PhotoStore = {
    versions: async () => objects,
    bringBack: async ({ key }: ObjectCopy) => {
      if (key === failing) throw new Error("SlowDown");
      if (copied.includes(key)) return false;
      copied.push(key);
      return true;
    },
  };
  return { store, copied };
}

test("all pages of rows are read; what is missing is copied, and what is lost is listed and fails", async () => {
  const { store, copied } = bucket();
  const lines: string[] = [];
  const saved: PhotoLists[] = [];
  const save = (lists: PhotoLists) => `out/dev/${saved.push(lists)}.json`;
  const complete = await restorePhotos({ rows, run, login, store, save, log: (line) => lines.push(line) });
  expect(saved).toEqual([{ lost: ["gone"], withoutRow: expect.arrayContaining(["orphan"]) }]);
  expect(lines).toContain("All keys are in out/dev/1.json.");
  expect(copied).toEqual(["deleted", "twice"]);
  expect(complete).toBe(false);
  expect(lines[0]).toBe(
    "4 rows: 1 have their photo, 2 were deleted, 0 were overwritten, 1 have no version left.",
  );
  expect(lines.join("\n")).toContain("Rows without any version of their photo: 1\n  gone");
  expect(lines.at(-1)).toBe("Brought back 2; 0 were brought back before.");
});

test("a dry run copies nothing, and shows how long the copies take", async () => {
  const { store, copied } = bucket();
  const lines: string[] = [];
  await restorePhotos({ rows, run, login, store, dryRun: true, log: (line) => lines.push(line) });
  expect(copied).toEqual([]);
  expect(lines).toContain("Typical duration of the copies in AWS: about 0 s.");
});

test("a copy of a deleted photo needs two requests, one of an overwritten photo three, and eight copies run at the same time", () => {
  const copies = (count: number, isOverwritten: boolean) =>
    Array.from({ length: count }, () => ({ isOverwritten }));
  expect(copySeconds([])).toBe(0);
  expect(copySeconds(copies(1_000, false))).toBe(50);
  expect(copySeconds(copies(1_000, true))).toBe(75);
});

test("more keys than are printed are all in the file", async () => {
  const many = Array.from({ length: 25 }, (_, at) => `orphan-${at}`);
  const store: PhotoStore = {
    versions: async () => new Map(many.map((key) => [key, [version("x", 1, latest)]])),
    bringBack: async () => true,
  };
  const lines: string[] = [];
  let saved: PhotoLists | undefined;
  const save = (lists: PhotoLists) => {
    saved = lists;
    return "out/dev/photos.json";
  };
  await restorePhotos({ rows, run: async () => [], login, store, save, log: (line) => lines.push(line) });
  expect(saved?.withoutRow).toHaveLength(25);
  expect(lines).toEqual(expect.arrayContaining(["  and 5 more", "All keys are in out/dev/photos.json."]));
});

test("an interrupted run is repeated", async () => {
  const { store, copied } = bucket("twice");
  const args = { rows, run, login, log: () => undefined };
  await expect(restorePhotos({ ...args, store })).rejects.toThrow("SlowDown");
  expect(copied).toEqual(["deleted"]);
  const lines: string[] = [];
  const again = { ...store, bringBack: async ({ key }: ObjectCopy) => key === "twice" };
  await restorePhotos({ ...args, store: again, log: (line) => lines.push(line) });
  expect(lines.at(-1)).toBe("Brought back 1; 1 were brought back before.");
});

test("an answer that is no page of rows is an error", async () => {
  const { store } = bucket();
  const work = restorePhotos({ rows, run: async () => [{ a: 1 }], login, store, log: () => undefined });
  await expect(work).rejects.toThrow("The statement for photos returned something else");
});
