import { partitionOf } from "../../account/names";

const account = "111122223333";

/** Changes that move a stack to another region. */
export function inRegion(region: string) {
  const partition = partitionOf(region);
  const dns = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const registry = `${account}.dkr.ecr.${region}.${dns}/groundwork`;
  return {
    region,
    availabilityZones: ["a", "b", "c"].map((letter) => `${region}${letter}`),
    rolePermissionsBoundary: `arn:${partition}:iam::${account}:policy/groundwork-boundary`,
    clusterAdmins: [`arn:${partition}:iam::${account}:role/platform-admin`],
    clusterViewers: [],
    clusterPreviewers: [],
    galleryImage: `${registry}/gallery:0.1.0`,
    galleryThumbnailerImage: `${registry}/thumbnailer:0.1.0`,
  };
}
