import fc from "fast-check";
import { parse } from "yaml";
import { editYaml } from "../../project/edit-yaml";

const FILE = `# Ours
encryptionsalt:   v1:abc


config:
    # Who pays
    shop:tags: { owner:  "a team",
                 cost: 'a' }   # both
    shop:version:   "18.6"     # tested
    shop:zones:
        -   a
        # the second
        - b
    # The rest
    shop:long: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    shop:empty:
    shop:replicas: 1
# The end
`;

test.each([
  [
    "a value, with its quotes and comment",
    ["config", "shop:version"],
    "18.7",
    '    shop:version: "18.7"     # tested',
    '    shop:version:   "18.6"     # tested',
  ],
  ["a number", ["config", "shop:replicas"], 2, "    shop:replicas: 2", "    shop:replicas: 1"],
  [
    "a list",
    ["config", "shop:zones"],
    ["a", "b", "c"],
    "    shop:zones: [a, b, c]",
    "    shop:zones:\n        -   a\n        # the second\n        - b",
  ],
  ["an empty value", ["config", "shop:empty"], true, "    shop:empty: true", "    shop:empty:"],
  ["a key at the top", ["encryptionsalt"], "v1:def", "encryptionsalt: v1:def", "encryptionsalt:   v1:abc"],
] as const)("changes %s, and not one other byte", (_, path, value, after, before) => {
  const changed = editYaml(FILE, path, value);
  expect(changed).toBe(FILE.replace(before, after));
});

test("adds an entry after the last one, with its indentation", () => {
  const added = editYaml(FILE, ["config", "shop:major"], true);
  expect(added).toBe(FILE.replace("    shop:replicas: 1\n", "    shop:replicas: 1\n    shop:major: true\n"));
});

test("adds a text that looks like a number in quotes", () => {
  expect(parse(editYaml(FILE, ["config", "shop:kubernetes"], "1.40")).config["shop:kubernetes"]).toBe("1.40");
});

test.each([
  ["a line", "shop:version", /^.*18\.6.*\n/m],
  ["an entry of several lines", "shop:zones", /^ +shop:zones:\n +- +a\n +# the second\n +- b\n/m],
  ["a map of two lines", "shop:tags", /^ +shop:tags:.*\n.*# both\n/m],
  ["the last entry", "shop:replicas", /^ +shop:replicas: 1\n/m],
])("removes %s, and not one other byte", (_, key, lines) => {
  expect(editYaml(FILE, ["config", key], undefined)).toBe(FILE.replace(lines, ""));
});

test.each([
  ["the value that is there", "shop:zones", ["a", "b"]],
  ["nothing, for an entry that is not there", "shop:none", undefined],
])("setting %s changes nothing", (_, key, value) => {
  expect(editYaml(FILE, ["config", key], value)).toBe(FILE);
});

test.each(["", "config:\n", "config: {}\n", "# nothing yet\n", "encryptionsalt: a\n"])(
  "writes a file that has no settings yet: %j",
  (text) => {
    expect(editYaml(text, ["config", "shop:region"], "us-east-1")).toContain("shop:region: us-east-1\n");
    expect(parse(editYaml(text, ["config", "shop:region"], "us-east-1"))).toEqual({
      ...parse(text),
      config: { "shop:region": "us-east-1" },
    });
  },
);

test("a file without a last line break keeps its last entry", () => {
  expect(editYaml("config:\n  a:b: 1", ["config", "a:c"], 2)).toBe("config:\n  a:b: 1\n  a:c: 2\n");
});

test("the file contains the new value afterwards, for any value and file", () => {
  const keys = ["shop:tags", "shop:version", "shop:zones", "shop:long", "shop:empty", "shop:new"];
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string(), { maxKeys: 3 }),
    fc.constant(undefined),
  );
  const change = fc.tuple(fc.constantFrom(...keys), value);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      let text = FILE;
      const expected: Record<string, unknown> = { ...parse(FILE).config };
      for (const [key, wanted] of changes) {
        text = editYaml(text, ["config", key], wanted);
        if (wanted === undefined) delete expected[key];
        else expected[key] = wanted;
      }
      expect(parse(text).config).toEqual(expected);
      expect(text.startsWith("# Ours\nencryptionsalt:   v1:abc\n\n\nconfig:\n")).toBe(true);
      expect(text.endsWith("# The end\n")).toBe(true);
    }),
  );
});
