/** A realistic change of a stack's settings, which fault tests interrupt. */
import { layout, MAX_ZONES } from "../infra/cidr";
import { guardRailsIn } from "./guard-rails";

/** What the change depends on. */
interface SampleContext {
  /** The stack's config, without the namespace. Lists and maps are JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** The availability zones of a region. */
  readonly zonesOf: (region: string) => readonly string[];
}

/** More capacity, a zone if the region has one more, a replica, a new password, a new version of the gallery. */
export function sampleChange({ config, zonesOf }: SampleContext): Readonly<Record<string, unknown>> {
  const keys = Object.entries(config).map(([key, value]) => [`:${key}`, value] as const);
  const production = guardRailsIn(Object.fromEntries(keys), "") === "production";
  return {
    availabilityZones: withOneMore(config, zonesOf),
    logRetentionDays: production ? 400 : 14,
    databaseInstanceClass: production ? "db.m8g.xlarge" : "db.t4g.large",
    databaseReplicas: Math.min(Number(config.databaseReplicas ?? 0) + 1, 15),
    databasePasswordVersion: Number(config.databasePasswordVersion ?? 1) + 1,
    galleryImage: otherVersion(config.galleryImage),
    galleryThumbnailerImage: otherVersion(config.galleryThumbnailerImage),
    galleryImagesFrom: "settings",
    apiReplicasMax: 16,
    nodesMaxVcpu: 160,
    tags: { ...JSON.parse(config.tags || "{}"), "cost-centre": "1234" },
  };
}

/** The stack's zones, and one more if the region and the VPC have one. */
function withOneMore(
  { availabilityZones = "[]", region = "", vpcCidr = "" }: SampleContext["config"],
  zonesOf: SampleContext["zonesOf"],
): readonly string[] {
  const own: readonly string[] = JSON.parse(availabilityZones);
  const [more] = zonesOf(region).filter((zone) => !own.includes(zone));
  const most = Math.min(MAX_ZONES, layout(vpcCidr).zoneBlocks);
  return more === undefined || own.length >= most ? own : [...own, more];
}

/** An image of another version in the same repository. */
function otherVersion(image = ""): string {
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return `${repository}:${image.endsWith(":0.2.0") ? "0.3.0" : "0.2.0"}`;
}
