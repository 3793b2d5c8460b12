/** Answers of AWS about an account with a problem, beside the good ones, and what a preflight of prod finds. */
import type { GivenAnswer } from "@groundwork/testbed/moto/answers";
import {
  ACCOUNT,
  builds,
  connection,
  engine,
  hostedZone,
  image,
  imageIndex,
  imageManifest,
  kubernetes,
  orderable,
  quota,
} from "./account";

const zone = (ZoneId: string): GivenAnswer => ({
  service: "ec2",
  operation: "DescribeAvailabilityZones",
  answer: {
    AvailabilityZones: [
      { ZoneName: "us-east-1a", ZoneId: "use1-az6", State: "available", ZoneType: "availability-zone" },
      { ZoneName: "us-east-1b", ZoneId, State: "available", ZoneType: "availability-zone" },
      { ZoneName: "us-east-1c", ZoneId: "use1-az2", State: "impaired", ZoneType: "availability-zone" },
    ],
  },
});

export const REPOSITORY = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/groundwork`;

/** Problems: the answers of AWS, and the findings that are not ok. */
export const problems: readonly (readonly [string, readonly GivenAnswer[], readonly string[]])[] = [
  [
    "a zone that cannot hold a control plane, and one that is impaired",
    [zone("use1-az3")],
    [
      "problem: Zone us-east-1b: in your account it is use1-az3, which cannot hold an EKS control plane",
      "warning: Zone us-east-1c: use1-az2 is impaired",
    ],
  ],
  [
    "a Kubernetes version that EKS does not offer",
    [{ service: "eks", operation: "DescribeClusterVersions", answer: { clusterVersions: [] } }],
    ["problem: Kubernetes 1.36: EKS does not offer it in us-east-1"],
  ],
  [
    "a Kubernetes version without standard support",
    [kubernetes({ versionStatus: "EXTENDED_SUPPORT" })],
    ["problem: Kubernetes 1.36: its standard support has ended, and the cluster has no extended support"],
  ],
  [
    "a Kubernetes version whose standard support ends soon",
    [kubernetes({ versionStatus: "STANDARD_SUPPORT", endOfStandardSupportDate: "2026-12-24T00:00:00Z" })],
    ["warning: Kubernetes 1.36: standard support until 2026-12-24 only"],
  ],
  [
    "an engine version that does not exist",
    [engine([])],
    ["problem: Engine postgres 18.6: RDS does not offer it in us-east-1"],
  ],
  [
    "an engine version that RDS withdraws",
    [engine([{ EngineVersion: "18.6", Status: "deprecated" }])],
    ["warning: Engine postgres 18.6: RDS calls it deprecated"],
  ],
  [
    "a class that the region does not offer",
    [
      {
        service: "rds",
        operation: "DescribeOrderableDBInstanceOptions",
        answer: { OrderableDBInstanceOptions: [] },
      },
    ],
    ["problem: Class db.m8g.large: RDS does not offer it for postgres 18.6 in us-east-1"],
  ],
  [
    "a class that a zone does not offer",
    [orderable("db.m8g.large", ["us-east-1a", "us-east-1b"])],
    ["problem: Class db.m8g.large: database-replica-3: not in us-east-1c, only in us-east-1a, us-east-1b"],
  ],
  [
    "a class without a standby",
    [orderable("db.m8g.large", ["us-east-1a", "us-east-1b", "us-east-1c"], { MultiAZCapable: false })],
    ["problem: Class db.m8g.large: database-primary: not with a standby"],
  ],
  [
    "too few addresses",
    [quota("ec2", "L-0263D0A3", 2)],
    ["problem: Elastic IP addresses: 3 needed, 0 of 2 in use"],
  ],
  ["no VPC left", [quota("vpc", "L-F678F1CE", 1)], ["problem: VPCs: 1 needed, 1 of 1 in use"]],
  [
    "vCPU for the first pods only",
    [quota("ec2", "L-1216C47A", 5)],
    ["warning: vCPU of On-Demand instances: 1 needed, up to 128, 0 of 5 in use"],
  ],
  [
    "vCPU for no node",
    [quota("ec2", "L-1216C47A", 0)],
    ["problem: vCPU of On-Demand instances: 1 needed, up to 128, 0 of 0 in use"],
  ],
  [
    "CodeBuild without builds, as in new accounts",
    [builds(0)],
    ["problem: CodeBuild builds, Linux/Medium: 0 at a time"],
  ],
  [
    "CodeBuild without a quota of that name",
    [builds(1, "Linux/Small")],
    [
      'warning: CodeBuild builds, Linux/Medium: Service Quotas has no "Concurrently running builds for Linux/Medium environment"',
    ],
  ],
  [
    "a role whose path the ARN leaves out",
    [
      {
        service: "iam",
        operation: "GetRole",
        params: { RoleName: "developer" },
        answer: {
          Role: {
            Path: "/teams/",
            RoleName: "developer",
            RoleId: "AROAEXAMPLEEXAMPLE",
            Arn: `arn:aws:iam::${ACCOUNT}:role/teams/developer`,
            CreateDate: "2026-01-01T00:00:00Z",
          },
        },
      },
    ],
    [
      `problem: Role arn:aws:iam::${ACCOUNT}:role/developer: its ARN is arn:aws:iam::${ACCOUNT}:role/teams/developer`,
    ],
  ],
  [
    "a role and a boundary that do not exist",
    [
      {
        service: "iam",
        operation: "GetRole",
        params: { RoleName: "developer" },
        error: { code: "NoSuchEntity", message: "The role with name developer cannot be found." },
      },
      {
        service: "iam",
        operation: "GetPolicy",
        error: { code: "NoSuchEntity", message: "Policy was not found." },
      },
    ],
    [
      `problem: Role arn:aws:iam::${ACCOUNT}:role/developer: does not exist`,
      `problem: Permissions boundary arn:aws:iam::${ACCOUNT}:policy/groundwork-boundary-prod: does not exist`,
    ],
  ],
  [
    "a connection that was not completed",
    [connection("PENDING")],
    [
      `problem: Connection arn:aws:codeconnections:us-east-1:${ACCOUNT}:connection/aaaaaaaa-1111-2222-3333-444444444444: its status is PENDING`,
    ],
  ],
  [
    "a hosted zone of another domain",
    [hostedZone("example.org.")],
    [
      "problem: Hosted zone Z0123456789ABCDEFGHIJ: it is the zone of example.org, which cannot contain _9e7ea41663db42818e5efdd423a02e69.api.gallery.example.com, _d7d3739611064bc58c7457da08f897bc.gallery.example.com, api.gallery.example.com, gallery.example.com",
    ],
  ],
  [
    "a private hosted zone",
    [hostedZone("example.com.", true)],
    [
      "problem: Hosted zone Z0123456789ABCDEFGHIJ: the zone of example.com is private: certificates cannot be validated",
    ],
  ],
  [
    "a gallery for one platform",
    [image("groundwork/gallery", imageIndex("arm64"))],
    [`problem: Image ${REPOSITORY}/gallery:0.1.0: an index for arm64; nodes need amd64 and arm64`],
  ],
  [
    "a gallery that is one manifest",
    [image("groundwork/gallery", imageManifest)],
    [`problem: Image ${REPOSITORY}/gallery:0.1.0: one manifest for arm64; nodes need amd64 and arm64`],
  ],
  [
    "a function that is an index",
    [image("groundwork/thumbnailer", imageIndex("arm64"))],
    [`problem: Image ${REPOSITORY}/thumbnailer:0.1.0: it is an image index, which Lambda rejects`],
  ],
  [
    "an image that was not pushed",
    [
      {
        service: "ecr",
        operation: "BatchGetImage",
        params: { repositoryName: "groundwork/gallery" },
        answer: {
          images: [],
          failures: [
            { imageId: { imageTag: "0.1.0" }, failureCode: "ImageNotFound", failureReason: "not found" },
          ],
        },
      },
    ],
    [
      `problem: Image ${REPOSITORY}/gallery:0.1.0: the repository groundwork/gallery has no 0.1.0 (ImageNotFound)`,
    ],
  ],
];
