import { problems, settings } from "./changed";

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

  test("a domain needs its hosted zone, and a hosted zone its domain", () => {
    const host = "gallery.dev.example.com";
    expect(problems({ galleryHost: host })).toEqual([
      `groundwork:galleryHostedZoneId: the id of the hosted zone that ${host} lies in: the certificate is proven and the name set there`,
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
        `groundwork:${role}ReplicasMax: at least 5, which is ${role}ReplicasMin`,
      ]);
      expect(problems({ [`${role}CpuRequestMillicores`]: 500, [`${role}CpuLimitMillicores`]: 499 })).toEqual([
        `groundwork:${role}CpuLimitMillicores: at least 500, which is ${role}CpuRequestMillicores`,
      ]);
      expect(problems({ [`${role}MemoryRequestMib`]: 2048, [`${role}MemoryLimitMib`]: 2047 })).toEqual([
        `groundwork:${role}MemoryLimitMib: at least 2048, which is ${role}MemoryRequestMib`,
      ]);
      expect(problems({ [`${role}ReplicasMin`]: 3, [`${role}ReplicasMax`]: 3 })).toEqual([]);
    },
  );
});
