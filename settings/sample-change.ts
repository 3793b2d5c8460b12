/** A realistic change of a stack's settings, which fault tests interrupt. */

/** More capacity, a zone, a replica, a new password, a new version of the gallery. */
export function sampleChange(stack: string): Readonly<Record<string, unknown>> {
  const prod = stack === "prod";
  const zones = ["a", "b", "c", "d"].slice(0, prod ? 4 : 3).map((letter) => `us-east-1${letter}`);
  const registry = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork";
  return {
    availabilityZones: zones,
    logRetentionDays: prod ? 400 : 14,
    databaseInstanceClass: prod ? "db.m8g.xlarge" : "db.t4g.large",
    databaseReplicas: prod ? 4 : 2,
    databasePasswordVersion: 2,
    galleryImage: `${registry}/gallery:0.2.0`,
    galleryThumbnailerImage: `${registry}/thumbnailer:0.2.0`,
    galleryImagesFrom: "settings",
    apiReplicasMax: 16,
    nodesMaxVcpu: 160,
    tags: { owner: "platform-team", "cost-centre": "1234" },
  };
}
