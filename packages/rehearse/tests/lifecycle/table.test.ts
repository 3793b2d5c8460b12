import { Table } from "../../lifecycle/format";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Stands for the escape sequence that erases the rest of the line. */
const erase = "⌫";

/** What a terminal of a width shows after the output: lines that wrap stay, as in a real one. */
function screen(output: string, columns: number): string[] {
  const lines = [""];
  for (const [piece] of output.replaceAll("\u001b[K", erase).matchAll(/\r|\n|⌫|[^\r\n⌫]+/g)) {
    const last = lines.length - 1;
    if (piece === "\n") lines.push("");
    else if (piece === "\r") continue;
    else if (piece === erase) lines[last] = "";
    else {
      const text = `${lines[last]}${piece}`;
      // A line as wide as the terminal wraps as soon as the next character follows.
      const rows = text.match(new RegExp(`.{1,${columns}}`, "g")) ?? [""];
      lines.splice(last, 1, ...rows);
    }
  }
  return lines;
}

test.each([40, 80])("on a terminal of %d columns, the progress leaves no line behind", (columns) => {
  const pieces: string[] = [];
  const table = new Table({ isTTY: true, columns, write: (text) => pieces.push(text) });
  table.begin("preview");
  for (let done = 1; done <= 150; done += 1) {
    table.progress(done);
    jest.advanceTimersByTime(250);
  }
  expect(screen(pieces.join(""), columns)).toHaveLength(1);
  table.end({ name: "preview", seconds: 37.5, summary: "ok", surprises: [] });
  expect(screen(pieces.join(""), columns)).toEqual(["  ok  preview            37.5 s   ok", ""]);
});
