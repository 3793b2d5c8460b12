/** What must hold after a fault: each check finds what it is there for. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { ghosts, knownResources, orphans, otherThan, vanished } from "../checks";

const resource = (id: string, type = "aws:ec2/vpc:Vpc"): CloudResource => ({
  type,
  id,
  name: `the-${id}`,
  inputs: {},
  outputs: {},
  scope: "",
});
const urn = (name: string, type = "aws:ec2/vpc:Vpc") => `urn:pulumi:dev::groundwork::${type}::${name}`;

test("a state that is torn or no JSON cannot be read, and it is said why", () => {
  expect(() => knownResources("{")).toThrow("the state cannot be read: it is not JSON");
  expect(() => knownResources("")).toThrow("it is empty");
});

test("what exists and stands in no state is an orphan, even when something of another type has its id", () => {
  const known = [
    { urn: urn("a"), id: "a" },
    { urn: urn("b", "aws:ec2/subnet:Subnet"), id: "b" },
  ];
  expect(orphans([resource("a"), resource("b")], known).map(({ id }) => id)).toEqual(["b"]);
});

test("what the state has and the cloud has not is found; providers and components are no such things", () => {
  const known = [
    { urn: urn("a"), id: "a" },
    { urn: urn("aws", "pulumi:providers:aws"), id: "p" },
    { urn: urn("network", "groundwork:infra:Network"), id: undefined },
  ];
  expect(ghosts([], known)).toEqual(["the state has a (aws:ec2/vpc:Vpc), and the cloud does not"]);
});

test("a resource that came back with another id has vanished", () => {
  expect(vanished([resource("a")], [resource("b")])).toEqual([
    "the-a (aws:ec2/vpc:Vpc) is gone, or another one",
  ]);
});

test("a change that was not to be is named, with the properties behind it", () => {
  const change = { op: "replace", urn: urn("a"), properties: ["cidrBlock"] } as const;
  expect(otherThan([change], ({ op }) => op === "create")).toEqual([
    "needless replace of a (aws:ec2/vpc:Vpc) cidrBlock",
  ]);
});
