/** Which answers `groundwork adopt` refuses, and what it says is allowed. */
import { describeProblems, parseGiven } from "@groundwork/delivery/adoption/answers";
import type { Answers } from "@groundwork/delivery/adoption/config";
import { adoption } from "../../adoption";

const dev = { stack: "dev", guardRails: "development", approval: "none", runner: undefined } as const;
const prod = { stack: "prod", guardRails: "production", approval: "required", runner: undefined } as const;
const vpcId = "vpc-0a1b2c3d4e5f60718";

const valid: Answers = {
  project: "acme",
  repository: "acme/shop",
  account: "444455556666",
  region: "eu-central-1",
  zones: ["eu-central-1a", "eu-central-1b"],
  administrators: ["arn:aws:iam::444455556666:role/administrators"],
  environments: [dev, prod],
  gallery: "on",
  monitoring: "on",
  domain: "photos.acme.test",
  hostedZone: "Z0987654321ZYXWVUTSRQ",
  alertEmails: [],
  apiAccess: [],
  connection: "",
  networks: {},
};

const problemsOf = (answers: Partial<Answers>) => describeProblems(adoption, { ...valid, ...answers });

test.each<Partial<Answers>>([
  {},
  {
    project: "a2345678901234567890",
    region: "ap-northeast-2",
    zones: ["ap-northeast-2a", "ap-northeast-2c"],
  },
  { environments: [dev], domain: "", hostedZone: "" },
  { apiAccess: ["198.51.100.0/24"], alertEmails: ["a@acme.test", "b@acme.test"] },
  {
    connection:
      "arn:aws:codeconnections:eu-central-1:444455556666:connection/bbbbbbbb-5555-6666-7777-888888888888",
  },
])("%j is allowed", (answers) => {
  expect(problemsOf(answers)).toEqual([]);
});

test.each<[Partial<Answers>, string]>([
  [{ project: "ab" }, "--project is ab; it must be 3 to 20 lower-case letters, digits and hyphens"],
  [
    { zones: ["eu-central-1a", "eu-west-1b"] },
    "--zones is eu-west-1b; it must be a zone of the region, such as eu-central-1a",
  ],
  [{ zones: [] }, "--zones is []; it must be a list of 2 to 4 names of availability zones"],
  [
    { administrators: [] },
    "--administrator is []; it must be a list of ARNs of IAM roles or users, at least one",
  ],
  [
    { domain: "", hostedZone: "" },
    "--domain is empty; it must be the DNS name of the gallery: the policies require HTTPS in prod",
  ],
  [{ hostedZone: "" }, "--hosted-zone is empty; it must be the id of the hosted zone of photos.acme.test"],
  [{ apiAccess: ["10.0.0.0/8"] }, "--api-access is 10.0.0.0/8; it must be public addresses"],
  [
    { connection: "arn:aws:x" },
    '--connection is arn:aws:x; it must be "", or the ARN of a CodeConnections connection',
  ],
  [{ environments: [] }, "--environment is none; it must be at least one environment"],
  [{ environments: [dev, dev] }, "--environment is dev; it must be a name that no other environment has"],
  [{ environments: [{ ...dev, stack: "pr-7" }] }, "--environment is pr-7; it must be another name"],
  [
    { project: "a2345678901234567890", environments: [{ ...dev, stack: "a-name-with-14" }] },
    "--environment is a-name-with-14; it must be at most 13 characters: with the project's name",
  ],
  [
    { environments: Array.from({ length: 7 }, (_, at) => ({ ...dev, stack: `dev${at}` })) },
    "--environment is 7; it must be at most 6 environments",
  ],
  [
    { networks: { test: { vpcId, subnetIds: { public: [], private: [], isolated: [] } } } },
    "--existing-vpc is test; it must be one of the environments: dev, prod",
  ],
])("%j is refused with what is allowed", (answers, message) => {
  expect(problemsOf(answers).join("\n")).toContain(message);
});

test.each([
  [{ monitoring: "maybe" }, "--monitoring is maybe; it must be on or off"],
  [{ environment: ["dev"] }, "--environment is dev; it must be NAME=CLASS or NAME=CLASS:APPROVAL"],
  [{ existingVpc: ["dev"] }, "--existing-vpc is dev; it must be STACK=ID"],
  [{ subnets: ["dev:open=subnet-1"] }, "--subnets is dev:open=subnet-1; it must be STACK:KIND=IDS"],
  [
    { subnets: ["dev:public=subnet-1"] },
    "--subnets is dev:public=subnet-1; it must be subnets of a stack that --existing-vpc names",
  ],
])("%j cannot be read", (given, message) => {
  expect(parseGiven(given, []).problems.join("\n")).toContain(message);
});

test("a VPC and its subnets are read from two options", () => {
  const given = {
    existingVpc: [`dev=${vpcId}`],
    subnets: ["dev:public=subnet-1,subnet-2", "dev:private=subnet-3,subnet-4", "dev:isolated=subnet-5"],
  };
  expect(parseGiven(given, []).answers.networks).toEqual({
    dev: {
      vpcId,
      subnetIds: {
        public: ["subnet-1", "subnet-2"],
        private: ["subnet-3", "subnet-4"],
        isolated: ["subnet-5"],
      },
    },
  });
});
