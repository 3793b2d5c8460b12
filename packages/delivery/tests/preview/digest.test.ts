import { digest } from "../../preview/digest";
import { parseEvents } from "../../preview/events";

const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};

/** The digest of one update, with the given properties as the provider's differences. */
function updateOf(inputs: object, outputs: object, differing: string) {
  const urn = "urn:pulumi:prod::groundwork::aws:cloudwatch/logGroup:LogGroup::audit";
  const type = "aws:cloudwatch/logGroup:LogGroup";
  const state = { type, urn, id: "1", custom: true, inputs, outputs };
  const detailedDiff = { [differing]: { diffKind: "update", inputDiff: false } };
  const metadata = { op: "update", urn, type, old: state, new: { ...state, outputs: {} }, detailedDiff };
  const log = JSON.stringify({ resourcePreEvent: { metadata } });
  return digest(parseEvents(log), { stack: "prod", at: new Date(0), succeeded: true, stderr: "" });
}

test("values computed from a secret are hidden, although the engine does not mark them", () => {
  const preview = updateOf(
    { tags: { access: secret } },
    { tags: { access: secret }, tagsAll: { access: "plain" } },
    "tagsAll",
  );
  expect(preview.changes[0]?.properties).toMatchObject([
    { path: expect.stringMatching(/^tagsAll/), secret: true },
  ]);
  expect(JSON.stringify(preview)).not.toContain("plain");
});

test("computed values are shown if nothing is secret", () => {
  const preview = updateOf({ tags: { team: "audit" } }, { tagsAll: { team: "audit" } }, "tagsAll");
  expect(JSON.stringify(preview)).toContain("audit");
});

test("components and the engine's own provider are neither counted nor listed", () => {
  const step = (op: string, type: string, custom?: true) => {
    const urn = `urn:pulumi:prod::groundwork::${type}::${op}`;
    const state = { type, urn, ...(custom ? { custom } : {}) };
    return JSON.stringify({ resourcePreEvent: { metadata: { op, urn, type, old: state, new: state } } });
  };
  const log = [
    step("same", "pulumi:pulumi:Stack"),
    step("same", "pulumi:providers:aws", true),
    step("same", "groundwork:infra:Network"),
    step("same", "aws:ec2/vpc:Vpc", true),
    step("create", "groundwork:infra:Photos"),
    step("create", "pulumi:providers:pulumi", true),
    step("create", "aws:s3/bucket:Bucket", true),
  ].join("\n");
  const preview = digest(parseEvents(log), { stack: "prod", at: new Date(0), succeeded: true, stderr: "" });
  expect(preview.same).toBe(1);
  expect(preview.changes.map(({ type }) => type)).toEqual(["aws:s3/bucket:Bucket"]);
});
