import { UNKNOWN } from "../../../policy/properties";
import { tagResources } from "../../../policy/rules/tag-resources";
import { resource, violationsOf } from "../violations";

const tags = { owner: "platform-team", project: "groundwork", stack: "dev" };
const asked = (defaultTags: unknown) =>
  violationsOf(tagResources, resource("pulumi:providers:aws", { defaultTags }));

test("a provider that tags with owner, project and stack is accepted; the engine passes its maps as JSON", () => {
  expect(asked(JSON.stringify({ tags }))).toBe("");
  expect(asked({ tags })).toBe("");
  expect(asked(UNKNOWN)).toBe("");
});

test("missing tags are named", () => {
  expect(asked(JSON.stringify({ tags: { ...tags, owner: undefined } }))).toContain("lack the tags owner");
  expect(asked({ tags: { ...tags, stack: "" } })).toContain("lack the tags stack");
  expect(asked(undefined)).toContain("lack the tags owner, project, stack");
});
