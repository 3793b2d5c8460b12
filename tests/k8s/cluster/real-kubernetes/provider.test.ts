import { join } from "node:path";
import { Unavailable } from "@groundwork/rehearse/errors/unavailable";
import { providerForTests, REAL_REHEARSAL } from "./provider";

const missing = () => {
  throw new Unavailable("There is none. Install it:\n  pulumi plugin install resource kubernetes 4.34.2");
};
const installed = () => ({ path: "/plugins/resource-kubernetes-v4.34.2/pulumi-resource-kubernetes" });

test("an installed provider is used", () => {
  expect(providerForTests({ GITHUB_ACTIONS: "true" }, installed)).toEqual(installed());
});

test("a provider that the variable names is used instead", () => {
  const path = __filename;
  expect(providerForTests({ GROUNDWORK_KUBERNETES_PROVIDER: path }, missing)).toEqual({ path });
});

test.each([{}, { CI: "true" }])(
  "without a provider, %p names the test as not done, with what to install",
  (env) => {
    const found = providerForTests(env, missing);
    const line = "notDone" in found ? found.notDone : "";
    expect(line).toContain(`NOT DONE: the test "${REAL_REHEARSAL}" in tests/k8s/cluster/real-kubernetes`);
    expect(line).toContain("pulumi plugin install resource kubernetes 4.34.2");
  },
);

test("on GitHub, where the workflow installs the provider, its absence is an error", () => {
  expect(() => providerForTests({ CI: "true", GITHUB_ACTIONS: "true" }, missing)).toThrow("There is none");
});

test("a variable that names no file is an error everywhere", () => {
  const path = join(__dirname, "no-provider");
  expect(() => providerForTests({ GROUNDWORK_KUBERNETES_PROVIDER: path }, installed)).toThrow(
    "which does not exist",
  );
});
