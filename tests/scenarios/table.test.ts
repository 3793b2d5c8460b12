import { formatRows, listFailures } from "./table";

test("columns are as wide as their widest cell, and lines below a row are indented", () => {
  const rows = [
    { cells: ["ok", "drain", "20000"] },
    { cells: ["FAILED", "spot notice", "7"], below: ["too few requests"] },
  ];
  expect(formatRows(["", "scenario", "requests"], rows, [0, 1])).toEqual([
    "        scenario     requests",
    "ok      drain           20000",
    "FAILED  spot notice         7",
    "        too few requests",
  ]);
});

test("kinds of failed requests are one line, and no line without any", () => {
  expect(
    listFailures(
      new Map([
        ["status 503", 3],
        ["timeout", 1],
      ]),
    ),
  ).toEqual(["3 × status 503, 1 × timeout"]);
  expect(listFailures(new Map())).toEqual([]);
});
