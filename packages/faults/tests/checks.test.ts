/** The checks after a fault: each one finds its kind of problem. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { knownResources, missingResources, orphans, unexpectedChanges, vanished } from "../checks";

const resource = (id: string, type = "aws:ec2/vpc:Vpc"): CloudResource => ({
  type,
  id,
  name: `the-${id}`,
  inputs: {},
  outputs: {},
  scope: "",
});
const urn = (name: string, type = "aws:ec2/vpc:Vpc") => `urn:pulumi:dev::groundwork::${type}::${name}`;

test("an incomplete or invalid state is reported with the reason", () => {
  expect(() => knownResources("{")).toThrow("the state cannot be read: it is not JSON");
  expect(() => knownResources("")).toThrow("it is empty");
});

test("a resource that is not in the state is an orphan, even if a resource of another type has its id", () => {
  const known = [
    { urn: urn("a"), id: "a" },
    { urn: urn("b", "aws:ec2/subnet:Subnet"), id: "b" },
  ];
  expect(orphans([resource("a"), resource("b")], known).map(({ id }) => id)).toEqual(["b"]);
});

test("a resource that is only in the state is reported; providers and components are ignored", () => {
  const known = [
    { urn: urn("a"), id: "a" },
    { urn: urn("aws", "pulumi:providers:aws"), id: "p" },
    { urn: urn("network", "groundwork:infra:Network"), id: undefined },
  ];
  expect(missingResources([], known)).toEqual(["a (aws:ec2/vpc:Vpc) is in the state, but not in the cloud"]);
});

test("a resource that was recreated with another id counts as missing", () => {
  expect(vanished([resource("a")], [resource("b")])).toEqual([
    "the-a (aws:ec2/vpc:Vpc) was deleted or replaced",
  ]);
});

test("an unexpected change is reported with the properties that caused it", () => {
  const change = { op: "replace", urn: urn("a"), counted: true, properties: ["cidrBlock"] } as const;
  expect(unexpectedChanges([change], ({ op }) => op === "create")).toEqual([
    "needless replace of a (aws:ec2/vpc:Vpc) cidrBlock",
  ]);
});
