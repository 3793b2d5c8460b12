import { connectionIn, inRegion } from "../index/regions";
import { ADMIN, problems } from "./changed";

describe("each setting", () => {
  const wrong: readonly (readonly [key: string, values: readonly unknown[], allowed: RegExp])[] = [
    ["guardRails", ["test", "prod"], /development or production/],
    ["region", ["Virginia", "us-east-1a"], /an AWS region such as us-east-1/],
    ["region", ["us-esat-1", "us-east-3"], /did you mean us-east-[12]\?/],
    ["logRetentionDays", [0, 31, "a week"], /1, 3, 5, .* or 3653/],
    ["vpcCidr", ["10.0.0.0", "ten", "10.0.0.0/33"], /an IPv4 block such as 10\.0\.0\.0\/16/],
    ["vpcCidr", ["10.0.7.1/16"], /starts at its network address: 10\.0\.0\.0\/16/],
    ["vpcCidr", ["8.0.0.0/16", "172.32.0.0/16", "100.64.0.0/16"], /private block.*RFC 1918/],
    ["vpcCidr", ["10.0.0.0/15", "10.0.0.0/23", "10.0.0.0/28"], /a \/16 to a \/22/],
    ["availabilityZones", [["us-east-1a"], [], "us-east-1a"], /2 to 4 names of availability zones/],
    [
      "availabilityZones",
      [["a", "b", "c", "d", "e"].map((zone) => `us-east-1${zone}`)],
      /2 to 4 names of availability zones/,
    ],
    ["natGateways", ["two", "Single", true], /none, single or onePerAz/],
    [
      "clusterVersion",
      ["1", "1.28", "v1.36", "1.36.2"],
      /such as "1\.36"; Auto Mode requires at least 1\.29/,
    ],
    ["clusterPublicAccessCidrs", ["203.0.113.0/24", {}], /at most 40 IPv4 blocks/],
    ["clusterPublicAccessCidrs", [Array.from({ length: 41 }, (_, at) => `203.0.113.${at}/32`)], /at most 40/],
    ["clusterAdmins", [[], "", ADMIN], /at least one: no other principal can administer/],
    ["databaseEngineVersion", ["18", "17.9", "latest"], /such as "18\.6"; at least 18/],
    ["databaseReplicaEngineVersion", ["18", "latest"], /a PostgreSQL version/],
    ["databaseInstanceClass", ["m8g.large", "db.m8g", "db.m8g.huge"], /such as db\.t4g\.medium/],
    ["databaseReplicaInstanceClass", ["m8g.large", "db.m8g"], /same as the primary/],
    ["databaseFinalSnapshot", ["no"], /true or false/],
    ["databaseStorageGib", [19, 65_537, 20.5, "20GB", ""], /whole number from 20 to 65536, in GiB/],
    ["databaseMaxStorageGib", [65_537, "unlimited"], /whole number from 22 to 65536, in GiB/],
    ["databaseReplicas", [-1, 16, "one"], /whole number from 0 to 15/],
    ["databaseMultiAz", ["yes", "True", 1], /true or false/],
    ["databaseBackupRetentionDays", [-1, 36], /whole number from 0 to 35, in days/],
    ["databaseDeletionProtection", ["no"], /true or false/],
    ["databasePasswordVersion", [0, 1.5], /whole number of at least 1/],
    [
      "galleryHost",
      ["https://gallery.example.com", "gallery", "Gallery.example.com", "a..b.com"],
      /DNS name/,
    ],
    ["galleryImage", ["", "gallery", "UPPER/case:1.0.0"], /an image with a version tag or a digest/],
    [
      "galleryImage",
      ["gallery:latest", "ghcr.io/team/gallery:main", "gallery:1", "gallery:v1.2", "gallery:Stable"],
      /moves to newer images/,
    ],
    ["galleryThumbnailerImage", ["docker.io/team/thumbnailer:1.0.0"], /in ECR in us-east-1/],
    ["galleryHostedZoneId", ["example.com", "z123"], /the id of a hosted zone/],
    ["apiReplicasMin", [0, 101, "two"], /whole number from 1 to 100/],
    ["webMemoryLimitMib", [16, "1Gi"], /in MiB/],
    ["apiCpuRequestMillicores", ["0.5", "100m"], /in millicores/],
    ["nodesMaxVcpu", [3], /whole number from 4 to 1000/],
    ["tags", ["owner", ["owner"]], /a map of tag names to strings/],
    [
      "tags",
      [Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`tag${at}`, ""]))],
      /at most 40 tags/,
    ],
  ];

  test.each(wrong)("%s rejects invalid values, and names the allowed ones: %j", (key, values, allowed) => {
    for (const value of values) {
      expect(problems({ [key]: value })).toEqual([expect.stringMatching(allowed)]);
      expect(problems({ [key]: value })[0]).toContain(`groundwork:${key}: `);
    }
  });

  const right: readonly (readonly [key: string, values: readonly unknown[]])[] = [
    ["region", ["us-east-1"]],
    ["logRetentionDays", [1, 3653]],
    ["vpcCidr", ["10.0.0.0/16", "172.31.252.0/22", "192.168.0.0/16"]],
    ["availabilityZones", [["a", "b", "c", "d"].map((zone) => `us-east-1${zone}`)]],
    ["natGateways", ["none", "single", "onePerAz"]],
    ["clusterVersion", ["1.29", "1.36", "1.40"]],
    ["clusterPublicAccessCidrs", [[], ["0.0.0.0/0"], ["198.51.100.7/32", "203.0.113.0/24"]]],
    [
      "clusterAdmins",
      [["arn:aws:iam::111122223333:role/team/admin"], ["arn:aws:iam::111122223333:user/ana"]],
    ],
    ["clusterViewers", [[]]],
    ["clusterPreviewers", [[]]],
    ["databaseEngineVersion", ["18.3", "18.10", "19.1"]],
    ["databaseInstanceClass", ["db.t4g.micro", "db.m8g.large", "db.r8gd.48xlarge", "db.x2iedn.xlarge"]],
    ["databaseReplicas", [0, 15]],
    ["databaseBackupRetentionDays", [1, 35]],
    ["databasePasswordVersion", [1, 12]],
    ["galleryHost", [""]],
    [
      "galleryImage",
      [
        "registry.example.com:5000/team/gallery:1.4.0",
        "gallery:2026-11-23",
        "gallery:3f1c2a9",
        `gallery@sha256:${"0".repeat(64)}`,
        `gallery:latest@sha256:${"0".repeat(64)}`,
      ],
    ],
    ["tags", [{}, { "cost centre": "4711", owner: "Zoë @ platform" }]],
  ];

  test.each(right)("%s accepts %j", (key, values) => {
    for (const value of values) expect(problems({ [key]: value })).toEqual([]);
  });
});

describe("entries of a list or map are named individually", () => {
  test.each([
    ["availabilityZones", ["us-east-1a", "us-west-2a"], "[1]: a zone of the region, such as us-east-1a"],
    [
      "availabilityZones",
      ["us-east-1a", "us-east-1-bos-1a"],
      "[1]: a zone of the region, such as us-east-1a",
    ],
    ["availabilityZones", ["us-east-1a", "us-east-1a"], "[1]: each entry only once"],
    ["clusterPublicAccessCidrs", ["203.0.113.0/24", "::/0"], "[1]: an IPv4 block such as 10.0.0.0/16"],
    [
      "clusterPublicAccessCidrs",
      ["10.0.0.0/8"],
      "[0]: public addresses; private addresses use the private endpoint",
    ],
    ["clusterAdmins", [ADMIN, ADMIN], "[1]: each entry only once"],
    ["clusterAdmins", [ADMIN, 4711], "[1]: the ARN of an IAM role or user, as text"],
    [
      "clusterAdmins",
      ["arn:aws:iam::111122223333:root"],
      "[0]: the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/platform-admin",
    ],
    [
      "clusterAdmins",
      ["arn:aws:sts::111122223333:assumed-role/admin/ana@example.com"],
      "[0]: the ARN of the role, not of a session: arn:aws:iam::111122223333:role/admin (with the role's path, if it has one)",
    ],
    ...[
      "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ana@example.com",
      "arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef",
      "arn:aws:iam::111122223333:role/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef",
    ].map((arn): [string, string[], string] => [
      "clusterAdmins",
      [arn],
      "[0]: the ARN of the role with its path: arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef, or arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/REGION/AWSReservedSSO_Admin_0123456789abcdef if IAM Identity Center is not in us-east-1; aws iam get-role --role-name AWSReservedSSO_Admin_0123456789abcdef --query Role.Arn prints it",
    ]),
    ["clusterViewers", [ADMIN], "[0]: principals that are not in clusterAdmins: EKS accepts each once"],
    [
      "clusterPreviewers",
      [ADMIN],
      "[0]: principals that are not in clusterAdmins or clusterViewers: EKS accepts each once",
    ],
    ["tags", { cost: 4711 }, ".cost: a string; write a number in quotes"],
    ["tags", { "AWS:owner": "" }, /^groundwork:tags\.AWS:owner: a tag name .*, not beginning with aws:$/],
    ["tags", { owner: "<b>" }, ".owner: at most 256 letters, digits, spaces and + - = . _ : / @"],
  ])("%s %j", (key, value, expected) => {
    const [problem, ...more] = problems({ [key]: value });
    expect(more).toEqual([]);
    if (typeof expected === "string") expect(problem).toBe(`groundwork:${key}${expected}`);
    else expect(problem).toMatch(expected);
  });
});

test.each([
  ["us-east-1", "aws", ["", "eu-west-2/"]],
  ["cn-north-1", "aws-cn", ["cn-north-1/"]],
  ["us-gov-west-1", "aws-us-gov", ["us-gov-west-1/"]],
])("in %s, a role of IAM Identity Center is accepted with its path", (region, partition, paths) => {
  const clusterAdmins = paths.map(
    (path) =>
      `arn:${partition}:iam::111122223333:role/aws-reserved/sso.amazonaws.com/${path}AWSReservedSSO_Admin_0123456789abcdef`,
  );
  expect(problems({ ...inRegion(region), clusterAdmins })).toEqual([]);
});

describe.each([
  ["us-east-1", "aws", "aws-cn"],
  ["eu-central-1", "aws", "aws-us-gov"],
  ["cn-north-1", "aws-cn", "aws"],
  ["us-gov-west-1", "aws-us-gov", "aws"],
  ["us-iso-east-1", "aws-iso", "aws-iso-b"],
  ["us-isob-east-1", "aws-iso-b", "aws-iso"],
  ["eu-isoe-west-1", "aws-iso-e", "aws"],
  ["us-isof-south-1", "aws-iso-f", "aws"],
  ["eusc-de-east-1", "aws-eusc", "aws"],
])("in %s", (region, own, other) => {
  const user = (partition: string) => `arn:${partition}:iam::111122223333:user/ana`;
  const allowed = (arn: string) =>
    `an ARN of the partition ${own}, which has ${region}, such as ${arn.replace(`arn:${other}`, `arn:${own}`)}`;

  test.each(["clusterAdmins", "clusterViewers", "clusterPreviewers"])(
    "%s has principals of the partition, and none of another one",
    (key) => {
      expect(problems({ ...inRegion(region), [key]: [user(own)] })).toEqual([]);
      expect(problems({ ...inRegion(region), [key]: [user(other)] })).toEqual([
        `groundwork:${key}[0]: ${allowed(user(other))}`,
      ]);
    },
  );

  test("the boundary and the connection are of the partition", () => {
    const boundary = `arn:${other}:iam::111122223333:policy/boundary`;
    expect(problems({ ...inRegion(region), rolePermissionsBoundary: boundary })).toEqual([
      `groundwork:rolePermissionsBoundary: ${allowed(boundary)}`,
    ]);
    const runner = (pipelineRunnerConnectionArn: string) =>
      problems({
        ...inRegion(region),
        pipelineRunnerRepository: "octo-org/garden",
        pipelineRunnerConnectionArn,
      });
    const connection = connectionIn(region).replace(`arn:${own}`, `arn:${other}`);
    expect(runner(connection)).toEqual([`groundwork:pipelineRunnerConnectionArn: ${allowed(connection)}`]);
    expect(runner(connectionIn(region))).toEqual([]);
  });
});
