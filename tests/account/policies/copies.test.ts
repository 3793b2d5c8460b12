/** What roles can do for copies in a second region (docs/region-lost.md), and that they cannot without one. */
import { ACCOUNT, type Bootstrapped, bootstrapped, roleArn } from "./bootstrapped";
import { type Row, rows } from "./requests";

const THERE = "eu-central-1";
const KEY = `arn:aws:kms:${THERE}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const BACKUPS = `arn:aws:rds:${THERE}:${ACCOUNT}:auto-backup:ab-1a2b3c`;
const PHOTOS = "arn:aws:s3:::groundwork-dev-photos-1a2b3c4";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/groundwork/dev/photos-copies-1a2b3c4`;
const of = (project: string) => ({ "aws:ResourceTag/project": project, "aws:ResourceTag/stack": "standby" });
const passed = (service: string) => ({ "iam:PassedToService": service });
const start = "rds:StartDBInstanceAutomatedBackupsReplication";

const may: readonly Row[] = [
  ["copy backups to the region", start, BACKUPS, { "aws:RequestedRegion": THERE }],
  [
    "let RDS encrypt copies with the key of the other stack",
    "kms:CreateGrant",
    KEY,
    { ...of("groundwork"), "kms:ViaService": `rds.${THERE}.amazonaws.com` },
  ],
  ["copy its photos", "s3:PutReplicationConfiguration", PHOTOS],
  ["pass the role that copies them", "iam:PassRole", ROLE, passed("s3.amazonaws.com")],
  ["create a database in the region", "rds:CreateDBInstance", "*", { "aws:RequestedRegion": THERE }],
  ["run a preflight in the region", "rds:DescribeDBSnapshots", "*", { "aws:RequestedRegion": THERE }],
];

const mayNot: readonly Row[] = [
  ["copy backups to a third region", start, "*", { "aws:RequestedRegion": "eu-west-1" }],
  [
    "use a key of another project",
    "kms:CreateGrant",
    KEY,
    { ...of("other"), "kms:ViaService": `rds.${THERE}.amazonaws.com` },
  ],
  ["use the key of the other stack itself", "kms:CreateGrant", KEY, of("groundwork")],
  ["decrypt with the key of the other stack", "kms:Decrypt", KEY, of("groundwork")],
  [
    "copy another stack's photos",
    "s3:PutReplicationConfiguration",
    "arn:aws:s3:::groundwork-prod-photos-1a2b3c4",
  ],
  [
    "pass another stack's role to S3",
    "iam:PassRole",
    `arn:aws:iam::${ACCOUNT}:role/groundwork/prod/photos-copies-1a2b3c4`,
    passed("s3.amazonaws.com"),
  ],
];

let one: Bootstrapped;
let two: Bootstrapped;
beforeAll(async () => {
  const settings = { breakGlassPrincipals: JSON.stringify([roleArn("on-call")]) };
  one = await bootstrapped(settings);
  two = await bootstrapped({ ...settings, recoveryRegion: THERE });
});
afterAll(() => {
  for (const account of [one, two]) account?.stop();
});

test.each(rows(may))("with a second region, deploy-dev can %s", async (_, action, resource, context) => {
  expect(await two.asRole("deploy-dev")(action, resource, context)).toBe("allowed");
});

test.each(rows(may))("without one, deploy-dev cannot %s", async (_, action, resource, context) => {
  expect(await one.asRole("deploy-dev")(action, resource, context)).toBe("denied");
});

test("the break-glass role finds a cluster in the region, with a second one only", async () => {
  const find = (account: Bootstrapped) =>
    account.asRole("break-glass-prod")("eks:ListClusters", "*", { "aws:RequestedRegion": THERE });
  expect(await find(two)).toBe("allowed");
  expect(await find(one)).toBe("denied");
});

test.each(rows(mayNot))("deploy-dev cannot %s", async (_, action, resource, context) => {
  expect(await two.asRole("deploy-dev")(action, resource, context)).toBe("denied");
});

test.each(rows(may))("a stack of a pull request cannot %s", async (_, action, resource, context) => {
  expect(await two.asRole("deploy-review")(action, resource, context)).toBe("denied");
});
