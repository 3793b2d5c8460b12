import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { requireTlsForDatabases } from "../../../policy/rules/require-tls-for-databases";
import { resource, stackViolationsOf } from "../violations";

const group = (family: string, value?: string | number) =>
  resource("aws:rds/parameterGroup:ParameterGroup", {
    name: "tls",
    family,
    parameters: value === undefined ? [] : [{ name: "rds.force_ssl", value }],
  });
const instance = (properties: object, dependencies = [group("postgres18")]) =>
  resource<aws.rds.InstanceArgs>("aws:rds/instance:Instance", properties, { dependencies });
const postgres = instance({ engine: "postgres", engineVersion: "18.6", parameterGroupName: "tls" });

test("a database whose parameter group forces TLS is accepted", () => {
  expect(stackViolationsOf(requireTlsForDatabases, [postgres, group("postgres18", "1")])).toBe("");
  expect(stackViolationsOf(requireTlsForDatabases, [postgres, group("postgres12", 1)])).toBe("");
});

test("from version 15 on the default is enough; before, it is not", () => {
  expect(stackViolationsOf(requireTlsForDatabases, [postgres, group("postgres15")])).toBe("");
  expect(stackViolationsOf(requireTlsForDatabases, [postgres, group("postgres14")])).toContain("without TLS");
  const old = instance({ engine: "postgres", engineVersion: "14.9" });
  expect(stackViolationsOf(requireTlsForDatabases, [old])).toContain("it accepts connections without TLS");
});

test("a database whose group does not force TLS is rejected, and so is a replica with such a group", () => {
  expect(stackViolationsOf(requireTlsForDatabases, [postgres, group("postgres18", "0")])).toContain(
    "without TLS",
  );
  const replica = instance({ replicateSourceDb: "primary", parameterGroupName: UNKNOWN });
  expect(stackViolationsOf(requireTlsForDatabases, [replica, group("postgres18", "0")])).toContain(
    "without TLS",
  );
});

test("other engines are ignored", () => {
  expect(
    stackViolationsOf(requireTlsForDatabases, [instance({ engine: "mysql", engineVersion: "8.0" })]),
  ).toBe("");
});
