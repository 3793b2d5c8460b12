import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readStackConfig, stacksIn } from "../scripts/project-files";
import { readSettings, SettingsError } from "../settings";
import { schema } from "../settings/schema";

const FOLDER = join(__dirname, "..");
const ADMIN = "arn:aws:iam::111122223333:role/platform-admin";

/** The settings of a stack's file, with some keys set to something else. */
function settings(changes: Record<string, unknown> = {}, stack = "dev") {
  const { config, secretKeys } = readStackConfig(FOLDER, stack);
  for (const [key, value] of Object.entries(changes)) {
    config[`groundwork:${key}`] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  void pulumi.runtime.setMocks(
    { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
    "groundwork",
    stack,
  );
  pulumi.runtime.setAllConfig(config, secretKeys);
  return readSettings();
}

function problems(changes: Record<string, unknown>, stack = "dev") {
  try {
    settings(changes, stack);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ key, allowed }) => `${key}: ${allowed}`);
    throw error;
  }
}

describe("the stack files", () => {
  test.each(stacksIn(FOLDER))(
    "Pulumi.%s.yaml is valid, for the environment that it is named after",
    (stack) => {
      expect(settings({}, stack).environment).toBe(stack);
    },
  );

  test("dev is cheap: one NAT gateway, a burstable database without a standby, one replica", () => {
    const { network, database } = settings();
    expect(network.natGateways).toBe("single");
    expect(database).toMatchObject({ instanceClass: "db.t4g.medium", multiAz: false, replicas: 1 });
  });

  test("prod survives the loss of a zone, is protected, and has no public API", () => {
    const { network, cluster, database } = settings({}, "prod");
    expect(network).toMatchObject({ natGateways: "onePerAz", availabilityZones: { length: 3 } });
    expect(cluster.publicAccessCidrs).toEqual([]);
    expect(database).toMatchObject({ multiAz: true, replicas: 3, deletionProtection: true });
  });

  test("Pulumi.yaml declares the keys that the settings read, and no others", () => {
    const { config } = readStackConfig(FOLDER, "dev");
    const keys = Object.keys(config).filter((key) => key.startsWith("groundwork:"));
    expect(keys.sort()).toEqual(
      Object.keys(schema.shape)
        .map((key) => `groundwork:${key}`)
        .sort(),
    );
  });
});

describe("each setting", () => {
  const wrong: readonly (readonly [key: string, values: readonly unknown[], allowed: RegExp])[] = [
    ["environment", ["test", ""], /dev or prod/],
    ["region", ["Virginia", "us-east-1a"], /an AWS region such as us-east-1/],
    ["logRetentionDays", [0, 31, "a week"], /1, 3, 5, .* or 3653/],
    ["vpcCidr", ["10.0.0.0", "ten", "10.0.0.0/33"], /an IPv4 block such as 10\.0\.0\.0\/16/],
    ["vpcCidr", ["10.0.7.1/16"], /starts at its network address: 10\.0\.0\.0\/16/],
    ["vpcCidr", ["8.0.0.0/16", "172.32.0.0/16", "100.64.0.0/16"], /private block.*RFC 1918/],
    ["vpcCidr", ["10.0.0.0/15", "10.0.0.0/23", "10.0.0.0/28"], /a \/16 to a \/22/],
    ["availabilityZones", [["us-east-1a"], [], "us-east-1a"], /2 to 4 zones/],
    ["availabilityZones", [["a", "b", "c", "d", "e"].map((zone) => `us-east-1${zone}`)], /2 to 4 zones/],
    ["natGateways", ["two", "Single", true], /none, single or onePerAz/],
    ["clusterVersion", ["1", "1.28", "v1.36", "1.36.2"], /such as "1\.36"; Auto Mode needs at least 1\.29/],
    ["clusterPublicAccessCidrs", ["203.0.113.0/24", {}], /at most 40 IPv4 blocks/],
    ["clusterPublicAccessCidrs", [Array.from({ length: 41 }, (_, at) => `203.0.113.${at}/32`)], /at most 40/],
    ["clusterAdmins", [[], "", ADMIN], /at least one: nobody else can administer/],
    ["databaseEngineVersion", ["18", "17.9", "latest"], /such as "18\.6"; at least 18/],
    ["databaseReplicaEngineVersion", ["18", "latest"], /a version of PostgreSQL/],
    ["databaseInstanceClass", ["m8g.large", "db.m8g", "db.m8g.huge"], /such as db\.t4g\.medium/],
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
    ["tags", ["owner", ["owner"]], /a map of tag names to texts/],
    [
      "tags",
      [Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`tag${at}`, ""]))],
      /at most 40 tags/,
    ],
  ];

  test.each(wrong)("%s refuses what cannot work, and says what is allowed: %j", (key, values, allowed) => {
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
      [["arn:aws-us-gov:iam::111122223333:role/team/admin"], ["arn:aws-cn:iam::111122223333:user/ana"]],
    ],
    ["clusterViewers", [[]]],
    ["databaseEngineVersion", ["18.3", "18.10", "19.1"]],
    ["databaseInstanceClass", ["db.t4g.micro", "db.m8g.large", "db.r8gd.48xlarge", "db.x2iedn.xlarge"]],
    ["databaseReplicas", [0, 15]],
    ["databaseBackupRetentionDays", [1, 35]],
    ["databasePasswordVersion", [1, 12]],
    ["galleryHost", ["", "gallery.example.com", "xn--bcher-kva.example"]],
    ["tags", [{}, { "cost centre": "4711", owner: "Zoë @ platform" }]],
  ];

  test.each(right)("%s accepts %j", (key, values) => {
    for (const value of values) expect(problems({ [key]: value })).toEqual([]);
  });
});

describe("entries of a list or map are named one by one", () => {
  test.each([
    ["availabilityZones", ["us-east-1a", "us-west-2a"], "[1]: a zone of the region, such as us-east-1a"],
    [
      "availabilityZones",
      ["us-east-1a", "us-east-1-bos-1a"],
      "[1]: a zone of the region, such as us-east-1a",
    ],
    ["availabilityZones", ["us-east-1a", "us-east-1a"], "[1]: every entry once"],
    ["clusterPublicAccessCidrs", ["203.0.113.0/24", "::/0"], "[1]: an IPv4 block such as 10.0.0.0/16"],
    [
      "clusterPublicAccessCidrs",
      ["10.0.0.0/8"],
      "[0]: public addresses; private ones reach the private endpoint anyway",
    ],
    ["clusterAdmins", [ADMIN, ADMIN], "[1]: every entry once"],
    ["clusterAdmins", [ADMIN, 4711], "[1]: the ARN of an IAM role or user, as text"],
    [
      "clusterAdmins",
      ["arn:aws:iam::111122223333:root"],
      "[0]: the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/platform-admin",
    ],
    [
      "clusterAdmins",
      ["arn:aws:sts::111122223333:assumed-role/admin/ana@example.com"],
      "[0]: the role's own ARN, not that of a session: arn:aws:iam::111122223333:role/admin (with its path, if it has one)",
    ],
    ["clusterViewers", [ADMIN], "[0]: principals that are not in clusterAdmins: EKS takes each once"],
    ["tags", { cost: 4711 }, ".cost: text; write a number in quotes"],
    ["tags", { "AWS:owner": "" }, /^groundwork:tags\.AWS:owner: a tag name .*, not beginning with aws:$/],
    ["tags", { owner: "<b>" }, ".owner: at most 256 letters, digits, spaces and + - = . _ : / @"],
  ])("%s %j", (key, value, expected) => {
    const [problem, ...more] = problems({ [key]: value });
    expect(more).toEqual([]);
    if (typeof expected === "string") expect(problem).toBe(`groundwork:${key}${expected}`);
    else expect(problem).toMatch(expected);
  });
});

describe("rules between settings", () => {
  test("replicas need backups", () => {
    expect(problems({ databaseReplicas: 1, databaseBackupRetentionDays: 0 })).toEqual([
      "groundwork:databaseReplicas: 0 while databaseBackupRetentionDays is 0: AWS replicates only a database that has backups",
    ]);
    expect(problems({ databaseReplicas: 0, databaseBackupRetentionDays: 0 })).toEqual([]);
  });

  test("storage can grow by at least the tenth that AWS demands", () => {
    expect(problems({ databaseStorageGib: 100, databaseMaxStorageGib: 109 })).toEqual([
      "groundwork:databaseMaxStorageGib: at least 110: a tenth more than databaseStorageGib (100), as AWS demands",
    ]);
    expect(problems({ databaseStorageGib: 100, databaseMaxStorageGib: 110 })).toEqual([]);
  });

  test("replicas are of the primary's version or a later minor one, counted as numbers", () => {
    const replica = (version: string) =>
      problems({ databaseEngineVersion: "18.9", databaseReplicaEngineVersion: version });
    for (const version of ["", "18.9", "18.10"]) expect(replica(version)).toEqual([]);
    for (const version of ["18.8", "19.1", "17.9"]) {
      expect(replica(version)).toEqual([
        'groundwork:databaseReplicaEngineVersion: "" (as the primary), or 18.9 or a later 18.x',
      ]);
    }
  });

  test("replicas have the primary's version unless they are given one", () => {
    expect(settings({ databaseEngineVersion: "18.6" }).database.replicaEngineVersion).toBe("18.6");
    expect(settings({ databaseReplicaEngineVersion: "18.7" }).database.replicaEngineVersion).toBe("18.7");
  });

  test.each([
    ["databaseDeletionProtection", false, "true in prod"],
    ["natGateways", "none", "single or onePerAz in prod: without one, no node can pull an image"],
  ])("prod refuses %s: %s, and dev accepts it", (key, value, allowed) => {
    expect(problems({ [key]: value }, "prod")).toEqual([`groundwork:${key}: ${allowed}`]);
    expect(problems({ [key]: value }, "dev")).toEqual([]);
  });

  test("prod refuses a database without backups, even without replicas", () => {
    const off = { databaseReplicas: 0, databaseBackupRetentionDays: 0 };
    expect(problems(off, "prod")).toEqual(["groundwork:databaseBackupRetentionDays: at least 1 in prod"]);
  });

  test.each(["0.0.0.0/0", "128.0.0.0/1"])("prod refuses an API that is open to %s", (cidr) => {
    expect(problems({ clusterPublicAccessCidrs: ["203.0.113.0/24", cidr] }, "prod")).toEqual([
      "groundwork:clusterPublicAccessCidrs[1]: in prod, no block larger than a /8: the API is not for everyone",
    ]);
  });
});

test("all problems are reported together, those between settings as well", () => {
  const changes = {
    natGateway: "single",
    natGateways: "two",
    vpcCidr: "10.0.0.0/24",
    clusterAdmins: [ADMIN, "arn:aws:sts::111122223333:assumed-role/admin/ana"],
    databaseDeletionProtection: false,
    databaseEngineVersion: "",
    databaseReplicas: "3 or so",
  };
  expect(() => settings(changes, "prod")).toThrow(
    new Error(`Pulumi.prod.yaml has 7 problems; nothing was changed.

  groundwork:natGateways
    given:   two
    allowed: none, single or onePerAz

  groundwork:clusterAdmins[1]
    given:   arn:aws:sts::111122223333:assumed-role/admin/ana
    allowed: the role's own ARN, not that of a session: arn:aws:iam::111122223333:role/admin (with its path, if it has one)

  groundwork:databaseEngineVersion
    given:   ""
    allowed: a version of PostgreSQL in quotes, such as "18.6"; at least 18

  groundwork:databaseReplicas
    given:   3 or so
    allowed: a whole number from 0 to 15

  groundwork:vpcCidr
    given:   10.0.0.0/24
    allowed: a /16 to a /22, so that every zone gets its subnets

  groundwork:databaseDeletionProtection
    given:   false
    allowed: true in prod

  groundwork:natGateway
    allowed: only keys in Pulumi.yaml; is it natGateways?

Edit the file, or use \`pulumi config set\`. Pulumi.yaml says what each setting means.`),
  );
});

test("a key that does not exist is not shown with its value, which may be a secret that belongs elsewhere", () => {
  expect(() => settings({ databasePassword: "hunter2" })).toThrow(/is it databasePasswordVersion\?/);
  expect(() => settings({ databasePassword: "hunter2" })).not.toThrow(/hunter2/);
});

test("the error is one that Pulumi prints without a stack trace", () => {
  expect(pulumi.RunError.isInstance(new SettingsError([], "Pulumi.dev.yaml"))).toBe(true);
});

test("the settings cannot be changed once they are read", () => {
  const { network } = settings();
  expect(() => Object.assign(network, { cidr: "" })).toThrow(TypeError);
  expect(() => Object.assign(network.availabilityZones, { 0: "" })).toThrow(TypeError);
});
