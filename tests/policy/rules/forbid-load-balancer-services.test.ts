import { UNKNOWN } from "../../../policy/properties";
import { forbidLoadBalancerServices } from "../../../policy/rules/forbid-load-balancer-services";
import { resource, violationsOf } from "../violations";

const asked = (spec: unknown) =>
  violationsOf(forbidLoadBalancerServices, resource("kubernetes:core/v1:Service", { spec }));

test.each([{ type: "ClusterIP" }, {}, { type: "ExternalName", externalName: "db" }, UNKNOWN])(
  "a Service inside the cluster, or an unknown one, is accepted (%#)",
  (spec) => {
    expect(asked(spec)).toBe("");
  },
);

test.each([{ type: "LoadBalancer" }, { type: "NodePort" }, { externalIPs: ["203.0.113.7"] }])(
  "a Service that bypasses the Ingress is rejected: %p",
  (spec) => {
    expect(asked(spec)).not.toBe("");
  },
);
