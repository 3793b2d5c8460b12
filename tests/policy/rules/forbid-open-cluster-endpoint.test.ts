import { UNKNOWN } from "../../../policy/properties";
import { forbidOpenClusterEndpoint } from "../../../policy/rules/forbid-open-cluster-endpoint";
import { resource, violationsOf } from "../violations";

const asked = (vpcConfig: unknown) =>
  violationsOf(forbidOpenClusterEndpoint, resource("aws:eks/cluster:Cluster", { vpcConfig }));

test("a private endpoint is accepted, and a public one for listed blocks", () => {
  expect(asked({ endpointPublicAccess: false })).toBe("");
  expect(asked({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] })).toBe("");
  expect(asked({ endpointPublicAccess: true, publicAccessCidrs: UNKNOWN })).toBe("");
});

test.each([
  ["without a setting, which AWS makes public", {}],
  ["that is public without blocks", { endpointPublicAccess: true, publicAccessCidrs: [] }],
  [
    "for 0.0.0.0/0 among others",
    { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24", "0.0.0.0/0"] },
  ],
  [
    "for two halves of the internet",
    { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"] },
  ],
  ["for ::/0", { endpointPublicAccess: true, publicAccessCidrs: ["::/0"] }],
])("an endpoint %s is rejected", (_, vpcConfig) => {
  expect(asked(vpcConfig)).toContain("reach its API");
});
