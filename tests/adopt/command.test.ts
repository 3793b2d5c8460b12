/** `groundwork adopt` in a clone: what it changes, and what it refuses. */
import { parse } from "yaml";
import { Clone, options } from "./clone";

jest.setTimeout(300_000);

let clone: Clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => clone.remove());

const settings = (stack: string) => parse(clone.read(`Pulumi.${stack}.yaml`)).config;
const role = (name: string, partition = "aws") => `arn:${partition}:iam::444455556666:role/${name}`;

/** Files that adopt changes besides stack files. */
const OTHER_FILES = [
  ".github/CODEOWNERS",
  ".github/ISSUE_TEMPLATE/config.yml",
  "Pulumi.yaml",
  "adoption.yaml",
  "environments.yaml",
];

test("the answers replace all names, and a second run changes nothing", () => {
  const { status, stdout, stderr } = clone.adopt("--yes", ...options());
  expect([status, stderr]).toEqual([0, ""]);
  expect(clone.changed()).toEqual([...OTHER_FILES, "Pulumi.dev.yaml", "Pulumi.prod.yaml"].sort());
  expect(stdout).toContain("changed  Pulumi.yaml (2 lines)\n    - name: groundwork\n    + name: acme\n");
  expect(stdout).toMatch(/\n7 files, \d+ lines removed or added\.\n/);
  expect(stdout).toContain(
    "bootstrap --account 444455556666 --region eu-central-1 --repository acme/shop-platform",
  );
  expect(settings("dev")).toMatchObject({
    "acme:region": "eu-central-1",
    "acme:availabilityZones": ["eu-central-1a", "eu-central-1b"],
    "acme:clusterAdmins": [role("administrators"), role("acme-deploy-dev")],
    "acme:clusterViewers": [],
    "acme:rolePermissionsBoundary": "arn:aws:iam::444455556666:policy/acme-boundary-dev",
    "acme:galleryImage": "444455556666.dkr.ecr.eu-central-1.amazonaws.com/acme/gallery:0.1.0",
  });
  expect(settings("prod")).toMatchObject({
    "acme:availabilityZones": ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    "acme:pipelineRunnerRepository": "acme/shop-platform",
    "acme:galleryHost": "photos.acme.test",
    "acme:alertEmails": ["ops@acme.test"],
  });
  for (const file of clone.stackFiles())
    expect(clone.read(file)).not.toMatch(/groundwork:|111122223333|us-east-1/);
  expect(clone.read(".github/CODEOWNERS")).toContain("/Pulumi.prod.yaml @acme/platform-leads\n");

  const once = clone.changed().map((file) => clone.read(file));
  const again = clone.adopt("--yes", ...options());
  expect(again.stdout).toMatch(/^Nothing to change: all files have the values of these answers\.\n/);
  expect(clone.changed().map((file) => clone.read(file))).toEqual(once);
});

test("other answers change what follows from them, and keep what was changed by hand", () => {
  clone.adopt("--yes", ...options());
  const byHand = clone
    .read("Pulumi.dev.yaml")
    .replace(/ {2}acme:natGateways: .*/, "  acme:natGateways: onePerAz # by hand");
  clone.write(
    "Pulumi.dev.yaml",
    byHand.replace(/ {2}acme:clusterViewers: .*/, `  acme:clusterViewers: [${role("auditor")}]`),
  );
  clone.commit("adopted");
  const { stdout } = clone.adopt("--yes", "--domain", "pictures.acme.test");
  expect(clone.changed()).toEqual(["Pulumi.prod.yaml", "adoption.yaml"]);
  expect(stdout).toContain(
    "changed  Pulumi.prod.yaml (2 lines)\n    -   acme:galleryHost: photos.acme.test\n    +   acme:galleryHost: pictures.acme.test\n",
  );
  clone.commit("another domain");
  clone.adopt("--yes", "--region", "eu-west-1");
  expect(settings("dev")).toMatchObject({
    "acme:natGateways": "onePerAz",
    "acme:clusterViewers": [role("auditor")],
    "acme:availabilityZones": ["eu-west-1a", "eu-west-1b"],
  });
});

test("a region of another partition needs administrators of that partition", () => {
  const refused = clone.adopt("--yes", ...options({ region: "us-gov-west-1" }));
  expect([refused.status, clone.changed()]).toEqual([1, []]);
  expect(refused.stderr).toContain(
    `--administrator is ${role("administrators")}; it must be an ARN of the partition aws-us-gov, which has us-gov-west-1, such as ${role("administrators", "aws-us-gov")}`,
  );
  const administrator = role("administrators", "aws-us-gov");
  const { status, stderr } = clone.adopt("--yes", ...options({ region: "us-gov-west-1", administrator }));
  expect([status, stderr]).toEqual([0, ""]);
  expect(settings("dev")).toMatchObject({
    "acme:clusterAdmins": [administrator, role("acme-deploy-dev", "aws-us-gov")],
    "acme:availabilityZones": ["us-gov-west-1a", "us-gov-west-1b"],
    "acme:rolePermissionsBoundary": "arn:aws-us-gov:iam::444455556666:policy/acme-boundary-dev",
  });
});

test("a class of databases that the region does not offer is replaced by the one most like it", () => {
  const { status, stdout, stderr } = clone.adopt("--yes", ...options({ region: "ap-east-2" }));
  expect([status, stderr]).toEqual([0, ""]);
  expect(settings("prod")).toMatchObject({ "acme:databaseInstanceClass": "db.m7g.large" });
  expect(settings("dev")).toMatchObject({ "acme:databaseInstanceClass": "db.t4g.medium" });
  const left = stdout.slice(stdout.indexOf("\nLeft to do by hand"));
  expect(left).toContain(
    "\n  Pulumi.prod.yaml: acme:databaseInstanceClass is db.m7g.large, because RDS does not offer db.m8g.large in ap-east-2: compare its price\n",
  );
  expect(left.match(/RDS does not offer/g)).toHaveLength(1);
  // A class that is chosen by hand in the region stays.
  clone.write("Pulumi.prod.yaml", clone.read("Pulumi.prod.yaml").replace("db.m7g.large", "db.m8g.large"));
  clone.commit("adopted");
  expect(clone.adopt("--yes").stdout).not.toContain("databaseInstanceClass");
  expect(settings("prod")).toMatchObject({ "acme:databaseInstanceClass": "db.m8g.large" });
});

test("all values that are not allowed are reported together, and nothing is changed", () => {
  const { status, stdout, stderr } = clone.adopt(
    "--yes",
    ...options({
      project: "Acme Shop",
      account: "1234",
      region: "eu-centrl-1",
      zones: "eu-central-1a",
      administrator: "arn:aws:sts::444455556666:assumed-role/admin/me",
      "alert-email": "ops",
      gallery: "maybe",
      repository: "https://github.com/acme/shop",
      "hosted-zone": "zone",
      environment: ["dev=development", "dev=development", "prod=prod"],
    }),
  );
  expect([status, stdout]).toEqual([1, ""]);
  for (const message of [
    "--project is Acme Shop; it must be 3 to 20 lower-case letters, digits and hyphens",
    "--account is 1234; it must be a 12-digit account id",
    "--region is eu-centrl-1; it must be an AWS region such as us-east-1; did you mean eu-central-1?",
    '--zones is ["eu-central-1a"]; it must be a list of 2 to 4 names of availability zones',
    "--administrator is arn:aws:sts::444455556666:assumed-role/admin/me; it must be the ARN of the role, not of a session",
    "--alert-email is ops; it must be an e-mail address",
    "--gallery is maybe; it must be on or off",
    "--repository is https://github.com/acme/shop; it must be OWNER/NAME",
    '--hosted-zone is zone; it must be "", or the id of a hosted zone',
    "--environment is prod=prod; it must be NAME=CLASS or NAME=CLASS:APPROVAL",
    "--environment is dev; it must be a name that no other environment has",
  ])
    expect(stderr).toContain(message);
  expect(stderr).toMatch(/\nNothing was changed\.\n$/);
  expect(clone.changed()).toEqual([]);
});

test("a stack that the program would reject is refused", () => {
  const { status, stderr } = clone.adopt(
    "--yes",
    ...options({ "existing-vpc": "dev=vpc-0a1b2c3d4e5f60718" }),
  );
  expect(stderr).toContain(
    'acme:existingPublicSubnetIds in Pulumi.dev.yaml is "[]"; it must be 2 ids, one for each of availabilityZones',
  );
  expect([status, clone.changed()]).toEqual([1, []]);
});

test.each([{ gallery: "off" }, { monitoring: "off" }])(
  "%j removes the releases of the gallery's parts",
  (answer) => {
    const releases = "  groundwork:releases: { api: { strategy: canary } }\n";
    const file = clone.read("Pulumi.prod.yaml").replace(/^ {2}groundwork:releases: .*\n/m, "");
    clone.write("Pulumi.prod.yaml", `${file}${releases}`);
    clone.commit("a canary");
    const { status, stderr } = clone.adopt("--yes", ...options(answer));
    expect([status, stderr]).toEqual([0, ""]);
    expect(settings("prod")).not.toHaveProperty(["acme:releases"]);
    clone.adopt("--yes", ...options({ gallery: "on", monitoring: "on" }));
    expect(clone.read("Pulumi.prod.yaml")).not.toContain("releases:");
  },
);

test("an added environment has a file, a network and roles that no other one has; a removed one loses its file", () => {
  const environments = ["test=development", "staging=production:none", "prod=production:required"];
  const { status, stderr } = clone.adopt("--yes", ...options({ environment: environments }));
  expect([status, stderr]).toEqual([0, ""]);
  expect(clone.stackFiles()).toEqual(["Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.test.yaml"]);
  const blocks = ["test", "staging", "prod"].map((stack) => settings(stack)["acme:vpcCidr"]);
  expect(new Set(blocks).size).toBe(3);
  expect(settings("staging")).toMatchObject({
    "acme:guardRails": "production",
    "acme:databaseMultiAz": true,
    "acme:rolePermissionsBoundary": "arn:aws:iam::444455556666:policy/acme-boundary-staging",
    "acme:clusterAdmins": [role("administrators"), role("acme-deploy-staging")],
    "acme:galleryHost": "staging.photos.acme.test",
    "pulumi:disable-default-providers": ["aws", "kubernetes"],
  });
  expect(parse(clone.read("environments.yaml"))).toEqual({
    environments: [
      { stack: "test", guardRails: "development", approval: "none" },
      { stack: "staging", guardRails: "production", approval: "none" },
      { stack: "prod", guardRails: "production", approval: "required" },
    ],
  });
  expect(clone.read(".github/CODEOWNERS")).toMatch(
    /\n\/Pulumi\.staging\.yaml @acme\S+\n\/Pulumi\.prod\.yaml @acme/,
  );
});

test("a class that the clone has lost is derived from the files of the adopted commit", () => {
  clone.adopt(
    "--yes",
    ...options({ environment: ["dev=development"], domain: undefined, "hosted-zone": undefined }),
  );
  clone.commit("adopted");
  expect(clone.stackFiles()).toEqual(["Pulumi.dev.yaml"]);
  const more = options({ environment: ["dev=development", "live=production"] });
  const { status, stderr } = clone.adopt("--yes", ...more);
  expect([status, stderr]).toEqual([0, ""]);
  expect(settings("live")).toMatchObject({
    "acme:guardRails": "production",
    "acme:clusterAdmins": [role("administrators"), role("acme-deploy-live")],
    "acme:galleryHost": "photos.acme.test",
  });
});

test("files with changes that are not committed are left unchanged, unless --force is given", () => {
  clone.write("Pulumi.dev.yaml", `${clone.read("Pulumi.dev.yaml")}# mine\n`);
  const { status, stderr } = clone.adopt("--yes", ...options());
  expect(stderr).toContain("These files have changes that are not committed: Pulumi.dev.yaml.");
  expect([status, clone.changed()]).toEqual([1, ["Pulumi.dev.yaml"]]);
  expect(clone.adopt("--yes", "--force", ...options()).status).toBe(0);
  expect(clone.read("Pulumi.dev.yaml")).toMatch(/acme:region: eu-central-1\n[\s\S]*# mine\n/);
});

test("a dry run, and a run without a terminal and --yes, show the changes and make none", () => {
  const dry = clone.adopt("--dry-run", ...options());
  expect(dry.stdout).toMatch(/7 files, .*\n\nThis was a dry run\. Nothing was changed\.\n$/);
  const { status, stderr } = clone.adopt(...options());
  expect(stderr).toContain("stdin is not a terminal, so no questions can be asked: use --yes, or --dry-run.");
  expect([dry.status, status, clone.changed()]).toEqual([0, 1, []]);
});

test("what a killed run has left is removed by the next one", () => {
  clone.write("Pulumi.dev.yaml.adopt-new", "left");
  const { stdout } = clone.adopt("--dry-run", ...options());
  expect(stdout).toContain("An earlier run was interrupted. Its changes were undone.");
  expect(clone.changed()).toEqual([]);
  expect(clone.stackFiles()).toEqual(["Pulumi.dev.yaml", "Pulumi.prod.yaml"]);
});
