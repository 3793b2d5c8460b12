/** The list of types that hold data, and both of its users. */
import { losesData } from "@groundwork/delivery/upgrade/carry-out";
import { dataTypes, holdsData } from "../../policy/data-types";
import { protectFromDeletion } from "../../policy/rules/protect-from-deletion";
import config from "../../rehearse.config";
import { dev, prod, resource, violationsOf } from "./violations";

/** Without any guard against deletion. */
const unguarded = {
  deletionProtection: false,
  deletionProtectionEnabled: false,
  forceDestroy: true,
  deletionWindowInDays: 7,
  recoveryWindowInDays: 0,
};

test("the tools get the list of the policies", () => {
  expect(config.holdsData).toBe(holdsData);
  expect(dataTypes.length).toBeGreaterThanOrEqual(8);
});

describe.each(dataTypes)("%s", (type) => {
  test("protect-from-deletion rejects one without a guard in prod, and accepts it elsewhere", () => {
    expect(violationsOf(protectFromDeletion, resource(type, unguarded), prod)).not.toBe("");
    expect(violationsOf(protectFromDeletion, resource(type, unguarded), dev)).toBe("");
  });

  test.each(["replace", "delete", "create-replacement", "delete-replaced"] as const)(
    "an upgrade stops before a step that would %s one",
    (op) => {
      const change = {
        op,
        urn: `urn:pulumi:dev::groundwork::groundwork:infra:Any$${type}::it`,
        properties: [],
      };
      expect(losesData([change], holdsData)).toEqual([change]);
    },
  );

  test.each(["create", "update"] as const)("an upgrade goes on when a step would %s one", (op) => {
    const change = { op, urn: `urn:pulumi:dev::groundwork::${type}::it`, properties: [] };
    expect(losesData([change], holdsData)).toEqual([]);
  });
});
