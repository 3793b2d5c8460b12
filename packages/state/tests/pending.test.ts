import { withAdopted } from "../pending";

const cutOff = (urn: string) => ({ type: "creating", resource: { urn } });

test("an interrupted creation is added after existing resources; creations that are not named are dropped", () => {
  const state = { deployment: { resources: [{ urn: "a" }], pending_operations: [cutOff("b"), cutOff("c")] } };
  expect(withAdopted(state, new Map([["b", "id-b"]])).deployment).toEqual({
    resources: [{ urn: "a" }, { urn: "b", id: "id-b", outputs: {} }],
    pending_operations: [],
  });
});

test("for an interrupted replacement, the old resource is kept until the next up deletes it", () => {
  const state = { deployment: { resources: [{ urn: "a", id: "old" }], pending_operations: [cutOff("a")] } };
  expect(withAdopted(state, new Map([["a", "new"]])).deployment.resources).toEqual([
    { urn: "a", id: "old", delete: true },
    { urn: "a", id: "new", outputs: {} },
  ]);
});
