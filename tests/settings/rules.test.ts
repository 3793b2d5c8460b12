import { problems, settings } from "./changed";

describe("rules between settings", () => {
  test("replicas need backups", () => {
    expect(problems({ databaseReplicas: 1, databaseBackupRetentionDays: 0 })).toEqual([
      "groundwork:databaseReplicas: 0 while databaseBackupRetentionDays is 0: AWS requires backups for read replicas",
    ]);
    expect(problems({ databaseReplicas: 0, databaseBackupRetentionDays: 0 })).toEqual([]);
  });

  test("storage must be able to grow by the tenth that AWS requires", () => {
    expect(problems({ databaseStorageGib: 100, databaseMaxStorageGib: 109 })).toEqual([
      "groundwork:databaseMaxStorageGib: at least 110: 10 % more than databaseStorageGib (100), as AWS requires",
    ]);
    expect(problems({ databaseStorageGib: 100, databaseMaxStorageGib: 110 })).toEqual([]);
  });

  test("replicas have the primary's version or a later minor version, compared as numbers", () => {
    const replica = (version: string) =>
      problems({ databaseEngineVersion: "18.9", databaseReplicaEngineVersion: version });
    for (const version of ["", "18.9", "18.10"]) expect(replica(version)).toEqual([]);
    for (const version of ["18.8", "19.1", "17.9"]) {
      expect(replica(version)).toEqual([
        'groundwork:databaseReplicaEngineVersion: "" (same as the primary), or 18.9 or a later 18.x',
      ]);
    }
  });

  test("replicas default to the primary's version", () => {
    expect(settings({ databaseEngineVersion: "18.6" }).database.replicaEngineVersion).toBe("18.6");
    expect(settings({ databaseReplicaEngineVersion: "18.7" }).database.replicaEngineVersion).toBe("18.7");
  });

  test.each([
    ["databaseDeletionProtection", false, "true with production guard rails"],
    [
      "databaseFinalSnapshot",
      false,
      "true with production guard rails: without it, a destroy leaves no backup",
    ],
    [
      "natGateways",
      "none",
      "single or onePerAz with production guard rails: nodes need a NAT gateway to pull images",
    ],
  ])("prod rejects %s: %s, and dev accepts it", (key, value, allowed) => {
    expect(problems({ [key]: value }, "prod")).toEqual([`groundwork:${key}: ${allowed}`]);
    expect(problems({ [key]: value }, "dev")).toEqual([]);
  });

  test("prod rejects a database without backups, even without replicas", () => {
    const off = { databaseReplicas: 0, databaseBackupRetentionDays: 0 };
    expect(problems(off, "prod")).toEqual([
      "groundwork:databaseBackupRetentionDays: at least 1 with production guard rails",
    ]);
  });

  test.each(["0.0.0.0/0", "128.0.0.0/1"])("prod rejects an API that is open to %s", (cidr) => {
    expect(problems({ clusterPublicAccessCidrs: ["203.0.113.0/24", cidr] }, "prod")).toEqual([
      "groundwork:clusterPublicAccessCidrs[1]: with production guard rails, no block larger than a /8: the API must not be open to the whole internet",
    ]);
  });

  test("a domain needs its hosted zone, and a hosted zone its domain", () => {
    const host = "gallery.dev.example.com";
    expect(problems({ galleryHost: host })).toEqual([
      `groundwork:galleryHostedZoneId: the id of the hosted zone of ${host}, for its DNS records and the validation of its certificate`,
    ]);
    expect(problems({ galleryHostedZoneId: "Z0123456789" })).toEqual([
      'groundwork:galleryHostedZoneId: "" while galleryHost is empty',
    ]);
    expect(problems({ galleryHost: host, galleryHostedZoneId: "Z0123456789" })).toEqual([]);
  });

  test.each(["api", "web"])(
    "%s has a maximum not below its minimum, and limits not below its requests",
    (role) => {
      expect(problems({ [`${role}ReplicasMin`]: 5, [`${role}ReplicasMax`]: 4 })).toEqual([
        `groundwork:${role}ReplicasMax: at least 5, the value of ${role}ReplicasMin`,
      ]);
      expect(problems({ [`${role}CpuRequestMillicores`]: 500, [`${role}CpuLimitMillicores`]: 499 })).toEqual([
        `groundwork:${role}CpuLimitMillicores: at least 500, the value of ${role}CpuRequestMillicores`,
      ]);
      expect(problems({ [`${role}MemoryRequestMib`]: 2048, [`${role}MemoryLimitMib`]: 2047 })).toEqual([
        `groundwork:${role}MemoryLimitMib: at least 2048, the value of ${role}MemoryRequestMib`,
      ]);
      expect(problems({ [`${role}ReplicasMin`]: 3, [`${role}ReplicasMax`]: 3 })).toEqual([]);
    },
  );
});
