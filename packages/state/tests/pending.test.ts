import { withAdopted } from "../pending";

const cutOff = (urn: string) => ({ type: "creating", resource: { urn } });

test("a creation that was cut off comes after what was there; those that are not named are forgotten", () => {
  const state = { deployment: { resources: [{ urn: "a" }], pending_operations: [cutOff("b"), cutOff("c")] } };
  expect(withAdopted(state, new Map([["b", "id-b"]])).deployment).toEqual({
    resources: [{ urn: "a" }, { urn: "b", id: "id-b", outputs: {} }],
    pending_operations: [],
  });
});

test("of a replacement that was cut off the old resource stays, to be deleted by the next up", () => {
  const state = { deployment: { resources: [{ urn: "a", id: "old" }], pending_operations: [cutOff("a")] } };
  expect(withAdopted(state, new Map([["a", "new"]])).deployment.resources).toEqual([
    { urn: "a", id: "old", delete: true },
    { urn: "a", id: "new", outputs: {} },
  ]);
});
