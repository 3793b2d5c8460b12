import { readAgain } from "../../infra/stack-outputs";

/** A read whose answers are these, in order. */
function reads(...given: readonly (string | Error)[]) {
  const left = [...given];
  return jest.fn(async () => {
    const next = left.shift();
    if (typeof next !== "string") throw next;
    return next;
  });
}

// Seen with a state in a folder, while the engine wrote it.
const halfWritten = new Error("failed to load checkpoint: EOF");

test("a state that the engine is writing is read again", async () => {
  const read = reads(halfWritten, halfWritten, "groundwork-dev-6506c8d3");
  expect(await readAgain(read)).toBe("groundwork-dev-6506c8d3");
  expect(read).toHaveBeenCalledTimes(3);
});

test("a state that stays unreadable is an error after five seconds", async () => {
  const read = reads(...Array.from({ length: 100 }, () => halfWritten));
  await expect(readAgain(read)).rejects.toThrow("failed to load checkpoint: EOF");
  expect(read).toHaveBeenCalledTimes(20);
});

test("any other error is not tried again", async () => {
  const read = reads(new Error("access denied"), "groundwork-dev-6506c8d3");
  await expect(readAgain(read)).rejects.toThrow("access denied");
  expect(read).toHaveBeenCalledTimes(1);
});
