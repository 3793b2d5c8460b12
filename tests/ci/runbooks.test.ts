/** The lines of the AWS CLI in the runbooks and on-call.md, checked against the CLI's own model of AWS. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findPythonProgram } from "@groundwork/testbed/python/program";
import { linesFor, named, words } from "../docs/commands/lines";

const names = { VALUE: "platform", NAME: "platform", INSTANCE: "database-1", STACK: "prod" };

let aws: string;
beforeAll(() => {
  // https://pypi.org/project/awscli
  aws = findPythonProgram({ name: "aws", requirement: "awscli>=1.46,<2", folder: "awscli", fromPath: false });
}, 600_000);

/**
 * No request leaves the machine: the CLI validates the arguments and prints an example of the output. For some operations the CLI
 * rejects its own example after that, because its numbers and texts are shorter than the model allows: those print `exampleOf`.
 */
function validated(text: string) {
  const given = words(named(text, names)).slice(1);
  const { status, stdout, stderr } = spawnSync(aws, [...given, "--generate-cli-skeleton", "output"], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "none",
      AWS_SECRET_ACCESS_KEY: "none",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
  });
  const rejectsExample =
    /^Parameter validation failed:(\nInvalid (length|value) for parameter .*, valid min \w+: .*)+$/;
  if (rejectsExample.test(stderr.trim())) return { status: 0, output: exampleOf(given), error: "" };
  return { status, output: stdout.trim(), error: stderr.trim() };
}

/** Prints the part of an example of the output that --query selects. */
const EXAMPLE = `
import json, sys
import jmespath
from awscli.botocore import xform_name
from awscli.botocore.session import get_session
from awscli.botocore.utils import ArgumentGenerator
service, operation, *given = sys.argv[1:]
model = get_session().get_service_model({"s3api": "s3"}.get(service, service))
name = next(name for name in model.operation_names if xform_name(name, "-") == operation)
example = ArgumentGenerator().generate_skeleton(model.operation_model(name).output_shape)
query = given[given.index("--query") + 1] if "--query" in given else "@"
print(json.dumps(jmespath.search(query, example)))
`;

function exampleOf(given: readonly string[]): string {
  const { stdout, stderr } = spawnSync(join(aws, "..", "python"), ["-c", EXAMPLE, ...given], {
    encoding: "utf8",
  });
  return stderr.trim() || stdout.trim();
}

/** Prints the values of options that the model does not list: the CLI leaves those to the service. */
const ENUMS = `
import sys
from awscli.botocore import xform_name
from awscli.botocore.session import get_session
service, operation, *given = sys.argv[1:]
model = get_session().get_service_model({"s3api": "s3"}.get(service, service))
name = next(name for name in model.operation_names if xform_name(name, "-") == operation)
shape = model.operation_model(name).input_shape
members = {"--" + xform_name(name, "-"): member for name, member in shape.members.items()}
for option, value in zip(given, given[1:]):
    member = members.get(option)
    allowed = getattr(member, "enum", None)
    if allowed and value not in allowed:
        print(option, value, "is not one of", *allowed)
`;

function unlisted(text: string): string {
  const python = join(aws, "..", "python");
  const args = words(named(text, names)).slice(1);
  const { status, stdout, stderr } = spawnSync(python, ["-c", ENUMS, ...args], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : stderr.trim();
}

const texts = [...new Set(linesFor("aws").map(({ text }) => text))];
/** A loop of calls, which has no output. */
const waits = /^aws \w+ wait /;

test.each(texts)("%s is accepted by the CLI", (text) => {
  const { status, output, error } = validated(text);
  expect({ status, error }).toEqual({ status: 0, error: "" });
  if (!waits.test(text)) expect(output).not.toMatch(/^(null|\[\]|\[\s*\[\s*(null|\]))/);
  if (!waits.test(text)) expect(unlisted(text)).toBe("");
});

test.each([
  ["aws eks describe-cluster", /required: --name/],
  ["aws rds describe-db-instance", /Found invalid choice|Invalid choice/],
  [
    "aws eks update-cluster-config --name VALUE --resources-vpc-config endpointPublc=true",
    /Unknown parameter/,
  ],
])("%s is found wrong", (text, message) => {
  const { status, error } = validated(text);
  expect(error).toMatch(message);
  expect(status).not.toBe(0);
});

test("a field that the output does not have, and a value that the service does not take, are found", () => {
  expect(validated("aws rds describe-db-instances --query 'DBInstances[].[DBStatus]'").output).toMatch(
    /null/,
  );
  expect(validated("aws kms describe-key --key-id ID --query 'KeyMetadata.[State]'").output).toMatch(/null/);
  expect(unlisted("aws rds describe-events --source-type database")).toMatch(
    /--source-type database is not one of/,
  );
});
