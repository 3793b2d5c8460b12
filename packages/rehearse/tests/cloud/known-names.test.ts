/** Names in lists that AWS extends: refused while the list is recent, not checked when it is old, unless no name has their form. */
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Properties } from "@groundwork/rehearse/cloud/resource-type";

const recent = "2026-11-26";
const later = "2028-11-26";

/** `accepted`, what is not checked, or the refusal. */
async function outcome(type: string, inputs: Properties, { today = recent, region = "us-east-1" } = {}) {
  const cloud = newCloud({ today });
  cloud.account.region = region;
  // A cluster of another program: the simulation does not have it.
  cloud.store({
    type: "aws:eks/cluster:Cluster",
    id: "eks",
    name: "eks",
    inputs: {},
    outputs: { name: "eks" },
    scope: "",
  });
  try {
    const { notChecked = [] } = await cloud.create(type, "tried", inputs);
    return notChecked.length > 0 ? notChecked.join("; ") : "accepted";
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : error}`;
  }
}

const addon = (addonName: string, options = {}) =>
  outcome("aws:eks/addon:Addon", { clusterName: "eks", addonName }, options);

test("an add-on that the list lacks is refused while the list is recent, and not checked two years on", async () => {
  expect(await addon("vpc-cni", { today: later })).toBe("accepted");
  expect(await addon("quantum-scheduler")).toMatch(
    /^refused: .*addonName is "quantum-scheduler".*the list is from 2026/,
  );
  expect(await addon("quantum-scheduler", { today: later })).toMatch(
    /^addonName: whether "quantum-scheduler" exists/,
  );
});

test("a misspelt add-on, and one of an impossible form, are refused at any date", async () => {
  for (const today of [recent, later]) {
    expect(await addon("kube-proxi", { today })).toMatch(/did you mean kube-proxy\?/);
    expect(await addon("Kube Proxy", { today })).toMatch(/^refused: .*is "Kube Proxy"/);
  }
});

test("an add-on of another vendor is accepted and not checked", async () => {
  expect(await addon("datadog_operator")).toBe(
    'addonName: whether EKS offers "datadog_operator", an add-on of another vendor',
  );
});

test("an unknown access policy is refused, and not checked two years on; one of another form or partition is always refused", async () => {
  const policy = async (policyArn: string, { today = recent, region = "us-east-1" } = {}) => {
    const cloud = newCloud({ today });
    cloud.account.region = region;
    cloud.store({
      type: "aws:eks/cluster:Cluster",
      id: "eks",
      name: "eks",
      inputs: {},
      outputs: { name: "eks" },
      scope: "",
    });
    const principalArn = `arn:${region === "cn-north-1" ? "aws-cn" : "aws"}:iam::111122223333:role/admin`;
    await cloud.create("aws:eks/accessEntry:AccessEntry", "entry", { clusterName: "eks", principalArn });
    const inputs = { clusterName: "eks", principalArn, policyArn, accessScope: { type: "cluster" } };
    const type = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
    return cloud.create(type, "tried", inputs).then(
      ({ notChecked }) => notChecked?.join() ?? "accepted",
      (error: Error) => `refused: ${error.message}`,
    );
  };
  const of = (name: string, partition = "aws") => `arn:${partition}:eks::aws:cluster-access-policy/${name}`;
  expect(await policy(of("AmazonEKSViewPolicy"))).toBe("accepted");
  expect(await policy(of("AmazonEKSViewPolicy", "aws-cn"), { region: "cn-north-1" })).toBe("accepted");
  expect(await policy(of("AmazonEKSOwnerPolicy"))).toMatch(/^refused: .*AmazonEKSOwnerPolicy/);
  expect(await policy(of("AmazonEKSOwnerPolicy"), { today: later })).toMatch(
    /whether "AmazonEKSOwnerPolicy" exists/,
  );
  for (const today of [recent, later]) {
    expect(await policy("arn:aws:iam::aws:policy/AdministratorAccess", { today })).toMatch(/^refused/);
    expect(await policy(of("AmazonEKSViewsPolicy"), { today })).toMatch(/did you mean AmazonEKSViewPolicy\?/);
    expect(await policy(of("AmazonEKSViewPolicy"), { today, region: "cn-north-1" })).toMatch(
      /^refused: .*arn:aws-cn:eks/,
    );
  }
});

test("a value that a list of AWS's schemas lacks is refused, and not checked two years on", async () => {
  const table = (today: string) =>
    outcome(
      "aws:dynamodb/table:Table",
      { billingMode: "ON_DEMAND", hashKey: "id", attributes: [{ name: "id", type: "S" }] },
      { today },
    );
  expect(await table(recent)).toMatch(/^refused: .*billingMode is "ON_DEMAND"/);
  expect(await table(later)).toMatch(/billingMode: the list of its values is more than a year old/);
});

test("a number out of its range is refused at any date", async () => {
  for (const today of [recent, later])
    expect(await outcome("aws:sqs/queue:Queue", { name: "orders", delaySeconds: 901 }, { today })).toMatch(
      /^refused: .*delaySeconds is 901/,
    );
});
