/** The option --timeout of `groundwork smoke`. */
import { groundwork } from "./command";

const url = ["smoke", "--url", "http://localhost:1"];
const env = { ...process.env, CURATOR_TOKEN: "token" };

test("the former name of --timeout is rejected with the new name", () => {
  const { status, stderr } = groundwork([...url, "--dry-run", "--patience", "3"], undefined, env);
  expect(status).toBe(1);
  expect(stderr).toContain("This option is now --timeout");
});

test("a timeout that is not a number is rejected with the allowed values", () => {
  const { status, stderr } = groundwork([...url, "--dry-run", "--timeout", "soon"], undefined, env);
  expect(status).toBe(1);
  expect(stderr).toContain("It must be a number from 0 to 3600 seconds");
});

test("the help lists --timeout and not its former name", () => {
  const { stdout } = groundwork(["smoke", "--help"]);
  expect(stdout).toContain("--timeout <seconds>");
  expect(stdout).not.toContain("--patience");
});
