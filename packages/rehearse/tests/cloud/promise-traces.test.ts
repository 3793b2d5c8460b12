import * as pulumi from "@pulumi/pulumi";
import { newCloud } from "../../cloud";
import { evaluate } from "../../cloud/evaluation";

const debuggable = require("@pulumi/pulumi/runtime/debuggable");

test("Pulumi's SDK takes no stack traces of the promises of a program, and errors keep theirs", async () => {
  const recorded = jest.spyOn(debuggable, "debuggablePromise");
  let failure: Error | undefined;
  await evaluate({
    program: () => {
      new pulumi.ComponentResource("test:index:Component", "component");
      failure = new Error("of the program");
    },
    cloud: newCloud(),
    project: "shop",
    stack: "dev",
    config: {},
  });
  const traces = recorded.mock.calls.map(([promise]) =>
    String(Reflect.get(Object(promise), "_debugStackTrace")),
  );
  expect(traces.length).toBeGreaterThan(0);
  expect(traces.filter((trace) => trace.includes("\n"))).toEqual([]);
  expect(failure?.stack).toContain("promise-traces.test.ts");
});
