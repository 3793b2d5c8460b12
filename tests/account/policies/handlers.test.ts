/** The table of the provider's calls, compared with the permissions of the handlers in AWS's resource schemas. */
import { schemaOf } from "@groundwork/rehearse/cloud/aws/schemas/data";
import { schemaOfType } from "@groundwork/rehearse/cloud/aws/schemas/types";
import { callsByType } from "../../../account/policies/calls";
import { OPERATIONS } from "../../../account/policies/calls/type";
import { exists } from "../evaluator/actions";
import { type Differences, NO_ACTION, network } from "./handler-differences";
import { compute } from "./handler-differences-compute";
import { services } from "./handler-differences-services";

const differences: Readonly<Record<string, Differences>> = { ...network, ...compute, ...services };

/** Types whose calls no handler lists, and why. */
const withoutHandlers: Readonly<Record<string, string>> = {
  "aws:acm/certificateValidation:CertificateValidation": "it creates nothing in AWS",
  "aws:codebuild/project:Project": "CloudFormation's type is older than its registry, and has no handlers",
  "aws:codebuild/webhook:Webhook": "it is a part of AWS::CodeBuild::Project, which has no handlers",
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication":
    "it is a property of AWS::RDS::DBInstance, whose handlers do not say which call is for it",
};

/** The type of CloudFormation, also of a type that is a list of ARNs in it. */
function schemaNameOf(type: string): string | undefined {
  if (type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment") return "AWS::IAM::Role";
  const found = schemaOfType(type);
  return found && "name" in found ? found.name : undefined;
}

const groups = new Map<string, string[]>();
for (const type of Object.keys(callsByType)) {
  const name = schemaNameOf(type);
  if (name !== undefined && schemaOf(name)?.handlers?.create)
    groups.set(name, [...(groups.get(name) ?? []), type]);
}

type Operation = (typeof OPERATIONS)[number];
const WRITES: readonly Operation[] = ["create", "update", "delete"];

/**
 * The calls that only the handlers or only the table has. Types that are one type in CloudFormation divide its operations differently: what one
 * creates, the handler updates. Their writes are compared together. An operation can also make the calls of a read.
 */
function compare(name: string, types: readonly string[]) {
  const handlers = schemaOf(name)?.handlers ?? {};
  const ofHandlers = (of: readonly Operation[]) =>
    of.flatMap((operation) => handlers[operation]?.permissions ?? []);
  const ofTable = (of: readonly Operation[]) =>
    types.flatMap((type) => of.flatMap((operation) => callsByType[type]?.[operation] ?? []));
  const compared: readonly (readonly Operation[])[] =
    types.length > 1 ? [["read"], WRITES] : OPERATIONS.map((operation) => [operation]);
  const only = (side: readonly string[], other: readonly string[], reads: readonly string[]) =>
    side.filter((call) => !other.includes(call) && !reads.includes(call));
  return {
    handlers: unique(
      compared.flatMap((of) => only(ofHandlers(of), ofTable(of), of[0] === "read" ? [] : ofTable(["read"]))),
    ),
    table: unique(
      compared.flatMap((of) =>
        only(ofTable(of), ofHandlers(of), of[0] === "read" ? [] : ofHandlers(["read"])),
      ),
    ),
  };
}

const unique = (calls: readonly string[]) => [...new Set(calls)].sort();
const callsIn = (list: Differences["handlers"] = []) => list.flatMap(({ calls }) => calls.split(" "));

test("every type of the table has handlers in AWS's schemas, or a reason why not", () => {
  const compared = [...groups.values()].flat();
  const without = Object.keys(callsByType).filter((type) => !compared.includes(type));
  expect(without.sort()).toEqual(Object.keys(withoutHandlers).sort());
  expect(compared.length).toBeGreaterThan(40);
});

test("the reasons are for types of the table", () => {
  expect(Object.keys(differences).filter((name) => !groups.has(name))).toEqual([]);
});

test.each([...groups])(
  "%s: each difference between handlers and table has a reason, and no reason is left over",
  (name, types) => {
    const { handlers, table } = compare(name, types);
    expect({
      handlers: unique(callsIn(differences[name]?.handlers)),
      table: unique(callsIn(differences[name]?.table)),
    }).toEqual({
      handlers,
      table,
    });
  },
);

test("each reason says why, with a source, and names each call once", () => {
  for (const [name, { handlers = [], table = [] }] of Object.entries(differences)) {
    for (const { because, source } of [...handlers, ...table]) {
      expect([name, because.length > 20, source]).toEqual([name, true, expect.stringMatching(/^https:\/\//)]);
    }
    for (const calls of [callsIn(handlers), callsIn(table)]) expect(calls.length).toBe(new Set(calls).size);
  }
});

test("what the reasons call no action of IAM is none, and everything else is one", async () => {
  const all = Object.values(differences).flatMap(({ handlers = [] }) => handlers);
  for (const { calls, because } of all) {
    const known = await Promise.all(calls.split(" ").map(exists));
    expect([calls, ...new Set(known)]).toEqual([calls, because !== NO_ACTION]);
  }
});
