/** The command on a program of the kind that public examples have: types that the simulation does not have, and defaults. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

const PROGRAM = `import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

export = async function shop() {
  const { names } = await aws.getAvailabilityZones({ state: "available" });
  const vpc = new awsx.ec2.Vpc("shop", { numberOfAvailabilityZones: 2, natGateways: { strategy: "Single" } });
  const web = new aws.ec2.SecurityGroup("web", {
    vpcId: vpc.vpcId,
    ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
  });
  const balancer = new aws.lb.LoadBalancer("web", { subnets: vpc.publicSubnetIds, securityGroups: [web.id] });
  const orders = new aws.dynamodb.Table("orders", {
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
  });
  const role = new aws.iam.Role("worker", {
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
  });
  new aws.iam.RolePolicyAttachment("worker", {
    role: role.name,
    policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
  });
  new aws.iam.RolePolicy("orders", {
    role: role.id,
    policy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: [orders.arn] }],
    },
  });
  return { url: balancer.dnsName, zones: names.length };
};
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "shop-"));
  const files = {
    "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
    "Pulumi.dev.yaml": "config:\n  aws:region: us-west-2\n",
    "index.ts": PROGRAM,
    "rehearse.config.ts": 'import program from "./index";\n\nexport default { program };\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function groundwork(...args: readonly string[]) {
  const bin = join(projectFolder, "packages", "cli", "bin", "groundwork.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}

test("plan accepts it, and counts and names what is not checked", () => {
  const { status, output } = groundwork("plan", "dev");
  expect(output).toMatch(/Simulated cloud: \d+ checked, 4 not checked/);
  expect(output).toContain("1 × aws:dynamodb/table:Table: the simulated cloud has no entry for its type");
  expect(output).toContain(
    "1 × aws:lb/loadBalancer:LoadBalancer: the simulated cloud has no entry for its type",
  );
  expect(output).toContain("1 × aws:ec2/vpc:Vpc: the zones and blocks that awsx chooses");
  expect(output).toContain("AWSLambdaBasicExecutionRole exists");
  expect(status).toBe(0);
});

test("the lifecycle passes in the real engine, and does not say so without what is not checked", () => {
  const { status, output } = groundwork("rehearse", "dev", "--require-engine");
  expect(output).toMatch(/Passed: "dev" .* \(\d+ checked, 4 not checked\)\./);
  expect(output.match(/\d+ checked, 4 not checked/g)).toHaveLength(1);
  expect(output).toMatch(/\nNot checked:\n {2}\d+ × /);
  expect(status).toBe(0);
});
