/** AWS's published schemas decide what the simulated cloud refuses, for every type. */
import { tables, tableType } from "@groundwork/testbed/added-type";
import { knownTypes, newCloud } from "../../cloud";
import { checkInputs } from "../../cloud/aws/schemas/check";
import { schemaNames, schemaOf } from "../../cloud/aws/schemas/data";
import { namedPaths } from "../../cloud/aws/schemas/names";
import { isUnmapped, type Parts, pairsOf } from "../../cloud/aws/schemas/pairs";
import { sdkInputs } from "../../cloud/aws/schemas/sdk";
import { allSupplements } from "../../cloud/aws/schemas/supplements";
import { schemaOfType } from "../../cloud/aws/schemas/types";
import type { Properties } from "../../cloud/resource-type";

const awsTypes = knownTypes.types.filter((type) => type.startsWith("aws:"));
const trust = '{"Version":"2012-10-17","Statement":[]}';
const text = (length: number) => "a".repeat(length);
const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`tag${at}`, "value"]));

/** One kind of check: what AWS refuses, the message, and beside it what AWS accepts. */
const checks: readonly (readonly [string, string, Properties, Properties, string])[] = [
  [
    "a word of a list",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    { comparisonOperator: "GreaterThan" },
    { comparisonOperator: "GreaterThanThreshold" },
    'comparisonOperator is "GreaterThan"; GreaterThanOrEqualToThreshold, GreaterThanThreshold, ',
  ],
  [
    "a number of a list",
    "aws:cloudwatch/logGroup:LogGroup",
    { retentionInDays: 8 },
    { retentionInDays: 7 },
    "retentionInDays is 8; 1, 3, 5, 7, 14, ",
  ],
  [
    "a smallest number",
    "aws:lambda/function:Function",
    { memorySize: 64 },
    { memorySize: 128 },
    "memorySize is 64; 128 to 32768 are allowed (AWS::Lambda::Function MemorySize, resource schemas of cfn-lint ",
  ],
  [
    "a largest number",
    "aws:sqs/queue:Queue",
    { messageRetentionSeconds: 15 * 86_400 },
    { messageRetentionSeconds: 14 * 86_400 },
    "messageRetentionSeconds is 1296000; 60 to 1209600 are allowed (AWS::SQS::Queue MessageRetentionPeriod, ",
  ],
  [
    "a whole number",
    "aws:iam/role:Role",
    { maxSessionDuration: 3600.5 },
    { maxSessionDuration: 3600 },
    "maxSessionDuration is 3600.5; a whole number is allowed",
  ],
  [
    "a longest text",
    "aws:iam/role:Role",
    { description: text(1001) },
    { description: text(1000) },
    "it has 1001 characters, and 0 to 1000 are allowed (AWS::IAM::Role Description, ",
  ],
  [
    "a shortest text",
    "aws:iam/role:Role",
    { permissionsBoundary: "arn:aws:iam::1:p" },
    { permissionsBoundary: "arn:aws:iam::111122223333:policy/p" },
    "it has 16 characters, and 20 to 2048 are allowed",
  ],
  [
    "a pattern",
    "aws:kms/alias:Alias",
    { name: "key" },
    { name: "alias/key" },
    'name is "key"; text that matches ^(alias/)[a-zA-Z0-9:/_-]+$ is allowed (AWS::KMS::Alias AliasName, ',
  ],
  [
    "a pattern in words",
    "aws:ec2/securityGroup:SecurityGroup",
    { description: "The team's group" },
    { description: "The group of the team" },
    `description is "The team's group"; letters of ASCII, digits, spaces and ._-:/()#,@[]+=&;{}!$* are allowed`,
  ],
  [
    "a constraint that only the API's documentation states",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    { description: "Grafana's port" },
    { description: "Port of Grafana, 3000 (TCP)" },
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html",
  ],
  [
    "a value of a nested object",
    "aws:eks/cluster:Cluster",
    { accessConfig: { authenticationMode: "IAM" } },
    { accessConfig: { authenticationMode: "API" } },
    'accessConfig.authenticationMode is "IAM"; CONFIG_MAP, API_AND_CONFIG_MAP, API are allowed (AWS::EKS::Cluster AccessConfig.AuthenticationMode, ',
  ],
  [
    "a value of a list's object",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    { rules: [{ status: "Enabled" }, { status: "On" }] },
    { rules: [{ status: "Enabled" }, { status: "Disabled" }] },
    'rules[1].status is "On"; Enabled, Disabled are allowed',
  ],
  [
    "a value of a plain list",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    { corsRules: [{ allowedMethods: ["GET", "PATCH"], allowedOrigins: ["*"] }] },
    { corsRules: [{ allowedMethods: ["GET", "PUT"], allowedOrigins: ["*"] }] },
    'corsRules[0].allowedMethods[1] is "PATCH"; GET, PUT, HEAD, POST, DELETE are allowed',
  ],
  [
    "a number of items",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    { thumbprintLists: Array.from({ length: 6 }, () => text(40)) },
    { thumbprintLists: Array.from({ length: 5 }, () => text(40)) },
    "thumbprintLists has 6 items; at most 5 are allowed",
  ],
  [
    "a number of tags",
    "aws:iam/role:Role",
    { tags: tags(51) },
    { tags: tags(50) },
    "tags has 51 items; at most 50 are allowed",
  ],
  [
    "the name of a tag",
    "aws:iam/role:Role",
    { tags: { "a*b": "" } },
    { tags: { "a=b": "" } },
    'the key of tags.a*b is "a*b"',
  ],
  [
    "a value of a tag",
    "aws:iam/role:Role",
    { tags: { owner: text(257) } },
    { tags: { owner: text(256) } },
    "it has 257 characters, and 0 to 256 are allowed",
  ],
  [
    "a required value",
    "aws:rds/parameterGroup:ParameterGroup",
    { family: undefined },
    { family: "postgres18" },
    "family is missing; AWS requires it (AWS::RDS::DBParameterGroup Family, ",
  ],
  [
    "a required value of a nested object",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    { rules: [{ id: "old" }] },
    { rules: [{ id: "old", status: "Enabled" }] },
    "rules[0].status is missing; AWS requires it",
  ],
  [
    "two dots in the name of a bucket",
    "aws:s3/bucket:Bucket",
    { bucket: "photos..example" },
    { bucket: "photos.example" },
    "lower-case letters, digits, hyphens and single dots, and no IP address are allowed",
  ],
];

/** The problems of one input of a type, and not of the others that it misses. */
const problemsOf = (type: string, inputs: Properties) =>
  checkInputs(type, inputs).problems.filter((problem) =>
    Object.keys(inputs).some((name) => problem.startsWith(name) || problem.startsWith(`the key of ${name}`)),
  );

test.each(checks)("%s of %s is refused, and the accepted twin is not", (_, type, wrong, right, message) => {
  expect(problemsOf(type, wrong)).toEqual([expect.stringContaining(message)]);
  expect(problemsOf(type, right)).toEqual([]);
});

test.each([
  [
    "a value that only the provider's documentation names",
    "aws:cloudwatch/logGroup:LogGroup",
    { retentionInDays: 0 },
  ],
  ["a type that CloudFormation cannot create", "aws:ssm/parameter:Parameter", { type: "SecureString" }],
  ["text where AWS takes a number", "aws:budgets/budget:Budget", { limitAmount: "500.0" }],
  ["a number where AWS takes text", "aws:rds/instance:Instance", { allocatedStorage: 20 }],
  ["empty text, which the provider does not send", "aws:kms/alias:Alias", { name: "" }],
  ["a policy as an object", "aws:iam/role:Role", { assumeRolePolicy: { Version: "2012-10-17" } }],
  [
    "one object where AWS has a list",
    "aws:eks/cluster:Cluster",
    { encryptionConfig: { provider: { keyArn: "arn" }, resources: ["secrets"] } },
  ],
  ["an input that no schema has", "aws:rds/instance:Instance", { skipFinalSnapshot: true }],
  [
    "a type that has no schema",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    { role: "r", policyArn: "p" },
  ],
  ["a type of another package", "random:index/randomId:RandomId", { byteLength: -1 }],
])("%s is accepted", (_, type, inputs) => {
  expect(problemsOf(type, inputs)).toEqual([]);
});

test("the cloud refuses at creation and at an update, and accepts the twin", async () => {
  const cloud = newCloud();
  const type = "aws:iam/role:Role";
  const inputs = { name: "writer", assumeRolePolicy: trust };
  const message = "maxSessionDuration is 46800; 3600 to 43200 are allowed";
  await expect(cloud.create(type, "writer", { ...inputs, maxSessionDuration: 46_800 })).rejects.toThrow(
    `creating aws:iam/role:Role "writer": ${message} (AWS::IAM::Role MaxSessionDuration, `,
  );
  const { id } = await cloud.create(type, "writer", { ...inputs, maxSessionDuration: 43_200 });
  await expect(cloud.update(type, id, { ...inputs, maxSessionDuration: 46_800 })).rejects.toThrow(message);
  await cloud.update(type, id, { ...inputs, maxSessionDuration: 3600 });
});

test("a type that a project adds is judged as well", async () => {
  const cloud = newCloud({ types: [tables] });
  const table = { name: "orders", hashKey: "id", attributes: [{ name: "id", type: "S" }], readCapacity: 5 };
  const create = (inputs: Properties) => cloud.create(tableType, "orders", { ...table, ...inputs });
  await expect(create({ billingMode: "PER_REQUEST" })).rejects.toThrow(
    'billingMode is "PER_REQUEST"; PAY_PER_REQUEST, PROVISIONED are allowed (AWS::DynamoDB::Table BillingMode, ',
  );
  await expect(create({ tableClass: "COLD" })).rejects.toThrow("tableClass");
  await create({ billingMode: "PAY_PER_REQUEST", tableClass: "STANDARD" });
});

test("no message shows a secret", () => {
  const type = "aws:rds/instance:Instance";
  const { secrets = [] } = knownTypes.resourceType(type);
  const [problem] = checkInputs(
    type,
    { instanceClass: "db.m8g.large", password: "correct horse" },
    { secrets },
  ).problems;
  expect(problem).toContain("password is a secret; printable characters of ASCII");
  expect(problem).not.toContain("correct horse");
});

test("an entry that relates inputs is not asked about inputs that are invalid", async () => {
  // The entry reads source.type.
  const created = newCloud().create("aws:codebuild/project:Project", "runner", { name: "runner" });
  await expect(created).rejects.toThrow("source is missing; AWS requires it");
});

test("every type of AWS has a schema, or the table says why not", () => {
  expect(awsTypes.length).toBeGreaterThan(50);
  for (const type of awsTypes) {
    const found = schemaOfType(type);
    if (!found) throw new Error(`${type} has no schema: add it to cloud/aws/schemas/types.ts`);
    if ("because" in found) expect(found.because.length).toBeGreaterThan(20);
    else expect(schemaOf(found.name)).toBeDefined();
  }
});

/** The inputs of a type that have neither a property nor a reason. */
function unexplained({ inputs }: Parts, path = "", depth = 0): string[] {
  return [...inputs].flatMap(([name, pair]) => {
    if (isUnmapped(pair)) return pair.because === undefined ? [`${path}${name}`] : [];
    return pair.parts && depth < 6 ? unexplained(pair.parts(), `${path}${name}.`, depth + 1) : [];
  });
}

test("every input of every type has a property in its schema, or the table says why not", () => {
  const missing = awsTypes.flatMap((type) => {
    const pairs = pairsOf(type);
    return pairs
      ? unexplained(pairs).map((path) => `${type} ${path}: add it to cloud/aws/schemas/names.ts`)
      : [];
  });
  expect(missing).toEqual([]);
});

test("a type that the SDK or AWS does not have is checked by nothing, and not refused", () => {
  expect(sdkInputs("aws:ec2/nothing:Nothing")).toBeUndefined();
  const { problems, notChecked } = checkInputs("aws:ec2/nothing:Nothing", { name: "one" });
  expect(problems).toEqual([]);
  expect(notChecked).toEqual([{ path: "name", because: "AWS publishes no schema for the type" }]);
});

test("the table of names has no entry for an input that the SDK does not have", () => {
  const superfluous = namedPaths().filter(({ type, path }) => {
    const input = path.split(".").reduce<ReturnType<typeof sdkInputs>>((found, name) => {
      const inner = found?.get(name);
      return inner === undefined ? undefined : (inner.parts?.() ?? new Map());
    }, sdkInputs(type));
    return input === undefined;
  });
  expect(superfluous).toEqual([]);
});

test("each supplement stands at a property of the schemas, and names its source", () => {
  for (const { name, property, supplement } of allSupplements()) {
    expect([name, Object.keys(schemaOf(name)?.properties ?? {})]).toEqual([
      name,
      expect.arrayContaining([property]),
    ]);
    if ("source" in supplement) expect(supplement.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});

test("the schemas describe far more types than the simulation has", () => {
  expect(schemaNames().length).toBeGreaterThan(1_500);
});
