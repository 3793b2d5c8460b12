import { UNKNOWN } from "../../../policy/properties";
import { useCurrentInstances } from "../../../policy/rules/use-current-instances";
import { resource, violationsOf } from "../violations";

const database = (instanceClass: unknown) =>
  violationsOf(useCurrentInstances, resource("aws:rds/instance:Instance", { instanceClass }));
const nodes = (requirements: object[]) =>
  violationsOf(
    useCurrentInstances,
    resource("kubernetes:karpenter.sh/v1:NodePool", { spec: { template: { spec: { requirements } } } }),
  );

test.each(["db.t4g.medium", "db.m8g.large", "db.r6gd.16xlarge", UNKNOWN])(
  "%p is current",
  (instanceClass) => {
    expect(database(instanceClass)).toBe("");
  },
);

test.each(["db.t2.micro", "db.m4.large", "db.r3.8xlarge"])("%s is not", (instanceClass) => {
  expect(database(instanceClass)).toContain(`${instanceClass} is of a previous generation`);
});

test("a node group is as old as the oldest instance type that it allows", () => {
  const group = resource("aws:eks/nodeGroup:NodeGroup", { instanceTypes: ["m8g.large", "m4.large"] });
  expect(violationsOf(useCurrentInstances, group)).toContain("m4.large");
  const generation = (operator: string, ...values: string[]) => [
    { key: "eks.amazonaws.com/instance-generation", operator, values },
  ];
  expect(nodes(generation("Gt", "4"))).toBe("");
  expect(nodes(generation("Gt", "2"))).toContain("previous generation");
  expect(nodes([{ key: "kubernetes.io/arch", operator: "In", values: ["arm64"] }])).toContain(
    "previous generation",
  );
  expect(nodes([{ key: "node.kubernetes.io/instance-type", operator: "In", values: ["m8g.large"] }])).toBe(
    "",
  );
});
