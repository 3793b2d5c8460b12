import { dnsSuffixOf, partitionOf } from "../../settings/partition";

const account = "111122223333";

/** Changes that remove the runner of prod, whose connection belongs to one region. */
export const withoutRunner = { pipelineRunnerRepository: "", pipelineRunnerConnectionArn: "" } as const;

/** The ARN of a connection of CodeConnections in a region. */
export const connectionIn = (region: string) =>
  `arn:${partitionOf(region)}:codeconnections:${region}:${account}:connection/aaaaaaaa-1111-2222-3333-444444444444`;

/** Changes that move a stack to another region. */
export function inRegion(region: string) {
  const partition = partitionOf(region);
  const registry = `${account}.dkr.ecr.${region}.${dnsSuffixOf(region)}/groundwork`;
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
