/** The setting `environment` of version 0.1.0, which is now `guardRails`. */
import * as pulumi from "@pulumi/pulumi";
import { problems, settings } from "./changed";

let warnings: jest.SpiedFunction<typeof pulumi.log.warn>;
beforeEach(() => {
  warnings = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
});
afterEach(() => warnings.mockRestore());

test.each([
  ["dev", "development"],
  ["prod", "production"],
])("environment: %s is accepted as guardRails: %s, with a warning", (environment, guardRails) => {
  expect(settings({ environment, guardRails: "" }, "prod").guardRails).toBe(guardRails);
  expect(warnings.mock.calls.map(([message]) => message)).toEqual([
    `groundwork:environment is accepted in this version only: replace the line with groundwork:guardRails: ${guardRails} (docs/upgrades.md).`,
  ]);
});

test("both names with the same meaning are accepted", () => {
  expect(settings({ environment: "prod" }, "prod").guardRails).toBe("production");
});

test("both names with different meanings are refused: neither is stronger", () => {
  expect(problems({ environment: "dev" }, "prod")).toEqual([
    "groundwork:environment: nothing beside groundwork:guardRails, which is production: remove one of the two lines",
  ]);
  expect(problems({ environment: "prod" }, "dev")).toEqual([
    "groundwork:environment: nothing beside groundwork:guardRails, which is development: remove one of the two lines",
  ]);
});

test("another value of the earlier name is refused with the line to write", () => {
  expect(problems({ environment: "staging", guardRails: "" })).toEqual([
    "groundwork:environment: nothing: replace the line with groundwork:guardRails: development | production",
  ]);
});

test("the rules for production apply under the earlier name as well", () => {
  expect(problems({ environment: "prod", guardRails: "", natGateways: "none" }, "prod")).toEqual([
    "groundwork:natGateways: single or onePerAz with production guard rails: nodes need a NAT gateway to pull images",
  ]);
});

test("a stack that sets neither has development guard rails, as in version 0.1.0", () => {
  expect(settings({ guardRails: "" }).guardRails).toBe("development");
  expect(warnings).not.toHaveBeenCalled();
});
