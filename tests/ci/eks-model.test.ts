/**
 * The stand-in for EKS and STS in the tests of `groundwork shell`, compared with botocore's model of AWS; and the kubeconfig of
 * the command, with the AWS CLI.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { type Call, StandIn } from "@groundwork/cli/tests/shell/eks";
import { Desk } from "@groundwork/cli/tests/shell/started";
import { findPythonProgram } from "@groundwork/testbed/python/program";

/** Prints each value that is not as in the model, and each field that the model does not have. */
const VALIDATE = `
import json, sys
from awscli.botocore.session import get_session
from awscli.botocore.validate import ParamValidator
session = get_session()

def unknown(value, shape, at):
    if shape.type_name == "structure":
        for name, each in value.items():
            if name not in shape.members: print(at, "has no field", name)
            else: unknown(each, shape.members[name], f"{at}.{name}")
    elif shape.type_name == "list":
        for each in value: unknown(each, shape.member, at)
    elif shape.type_name == "string" and getattr(shape, "enum", None) and value not in shape.enum:
        print(at, value, "is not one of", *shape.enum)

for call in json.load(sys.stdin):
    service = session.get_service_model("sts" if call["operation"] == "AssumeRole" else "eks")
    operation = service.operation_model(call["operation"])
    for side, shape in (("input", operation.input_shape), ("output", operation.output_shape)):
        value = call[side]
        report = ParamValidator().validate(value, shape)
        if report.has_errors(): print(call["operation"], side, report.generate_report())
        unknown(value, shape, call["operation"] + "." + side)
`;

let aws: string;
let standIn: StandIn;
let desk: Desk;
beforeAll(async () => {
  aws = findPythonProgram({ name: "aws", requirement: "awscli>=1.46,<2", folder: "awscli", fromPath: false });
  standIn = new StandIn();
  await standIn.start();
  desk = new Desk(standIn);
}, 600_000);
afterAll(() => {
  desk?.close();
  standIn?.stop();
});

function differences(calls: readonly Call[]): string {
  const python = join(aws, "..", "python");
  const { status, stdout, stderr } = spawnSync(python, ["-c", VALIDATE], {
    input: JSON.stringify(calls),
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : stderr;
}

test("the command's requests, and the stand-in's answers, are as in AWS's model", async () => {
  const role = ["--role", "arn:aws:iam::111122223333:role/groundwork-break-glass-prod"];
  const started = desk.start(["prod", "--cidr", "203.0.113.7", ...role, "--", "true"]);
  expect((await started.ended).status).toBe(0);
  const operations = [...new Set(standIn.calls.map(({ operation }) => operation))].sort();
  expect(operations).toEqual([
    "AssumeRole",
    "DescribeCluster",
    "DescribeUpdate",
    "ListClusters",
    "UpdateClusterConfig",
  ]);
  expect(differences(standIn.calls)).toBe("");
}, 120_000);

test.each<[Call, string]>([
  [
    {
      operation: "UpdateClusterConfig",
      input: { name: "a", resourcesVpcConfig: { endpointPublc: true } },
      output: {},
    },
    'Unknown parameter in resourcesVpcConfig: "endpointPublc"',
  ],
  [
    { operation: "DescribeCluster", input: { name: "a" }, output: { cluster: { status: "OPEN" } } },
    "DescribeCluster.output.cluster.status OPEN is not one of",
  ],
])("a difference from the model is found: %j", (call, message) => {
  expect(differences([call])).toContain(message);
});

test("the AWS CLI gives kubectl a token with the arguments in the kubeconfig", async () => {
  const show = ["sh", "-c", 'cat "$KUBECONFIG"'];
  const { stdout } = await desk.start(["prod", "--cidr", "203.0.113.7", "--", ...show]).ended;
  const [{ user }] = JSON.parse(stdout).users;
  // kubectl passes the version that it expects.
  const expected = { kind: "ExecCredential", apiVersion: user.exec.apiVersion, spec: { interactive: false } };
  const { AWS_ENDPOINT_URL: _, ...given } = standIn.env;
  const env = { ...given, KUBERNETES_EXEC_INFO: JSON.stringify(expected) };
  const token = spawnSync(aws, user.exec.args, { env: { ...env, PATH: dirname(aws) }, encoding: "utf8" });
  expect(token.stderr).toBe("");
  expect(JSON.parse(token.stdout)).toMatchObject({
    kind: "ExecCredential",
    apiVersion: user.exec.apiVersion,
  });
}, 120_000);
