/** The settings of a stack that follow from an adopter's answers. */
import type { AdoptConfig, Answers } from "@groundwork/delivery/adoption/config";
import { boundaryPolicy, deployRole, previewRole } from "../account/names";
import { type Cidr, overlaps, parseCidr } from "../infra/cidr";
import { dnsSuffixOf, partitionOf } from "../settings/partition";
import { partsOfGallery } from "../settings/release-strategy";

type Environment = Answers["environments"][number];
type Settings = ReturnType<AdoptConfig["settings"]>;

/** Answers that are settings of the same name: on or off. */
export const SWITCHES = ["gallery", "monitoring"] as const;

/** Zones of a stack in development. */
const ZONES_OF_DEVELOPMENT = 2;

/** An image in ECR: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const ECR_IMAGE = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.[a-z.]+\/[^/]+\/(?<rest>.+)$/;

/** Images of a stack that has had none. The adopter builds them (README.md). */
const FIRST_IMAGES = { galleryImage: "gallery:0.1.0", galleryThumbnailerImage: "thumbnailer:0.1.0" } as const;

/** The ARN of a CodeConnections connection. */
const CONNECTION = /^arn:[a-z-]+:codeconnections:[a-z0-9-]+:\d{12}:(?<rest>connection\/.+)$/;

/** The settings that follow from the answers. Undefined removes a key. */
export function settingsOf(answers: Answers, environment: Environment, current: Settings): Settings {
  const { project, account, region, repository } = answers;
  const { stack } = environment;
  const partition = partitionOf(region);
  const production = environment.guardRails === "production";
  const iam = (path: string) => `arn:${partition}:iam::${account}:${path}`;
  return {
    guardRails: environment.guardRails,
    region,
    availabilityZones: production ? answers.zones : answers.zones.slice(0, ZONES_OF_DEVELOPMENT),
    rolePermissionsBoundary: iam(`policy/${boundaryPolicy(stack, project)}`),
    clusterAdmins: [...answers.administrators, iam(`role/${deployRole(stack, project)}`)],
    clusterPreviewers: [iam(`role/${previewRole(project)}`)],
    // The roles in the shipped files do not exist, and EKS rejects a role that does not exist.
    clusterViewers: [],
    runbooksUrl: `https://github.com/${repository}/blob/main/docs/runbooks`,
    ...imagesOf(answers, current),
    ...(production ? ofProduction(answers, environment, current) : ofDevelopment(answers)),
    ...networkOf(answers, stack, current),
    ...switchesOf(answers, current),
    ...releasesOf(answers, current),
  };
}

/** Switches are on without a line in the file. */
function switchesOf(answers: Answers, current: Settings): Settings {
  return Object.fromEntries(
    SWITCHES.filter((key) => answers[key] === "off" || current[key] !== undefined).map((key) => [
      key,
      answers[key],
    ]),
  );
}

/** Without the gallery, its parts have no releases. Without monitoring, nothing decides about a release. */
function releasesOf({ gallery, monitoring }: Answers, { releases }: Settings): Settings {
  if (!isReleases(releases) || (gallery === "on" && monitoring === "on")) return {};
  const kept = Object.entries(releases).filter(
    ([name]) => monitoring === "on" && !partsOfGallery.includes(name),
  );
  return { releases: kept.length === 0 ? undefined : Object.fromEntries(kept) };
}

const isReleases = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function ofDevelopment({ apiAccess }: Answers): Settings {
  return apiAccess.length === 0 ? {} : { clusterPublicAccessCidrs: apiAccess };
}

function ofProduction(answers: Answers, { stack }: Environment, current: Settings): Settings {
  const { account, region, domain, hostedZone, repository, connection } = answers;
  const { rest } = CONNECTION.exec(String(current.pipelineRunnerConnectionArn))?.groups ?? {};
  const moved = rest && `arn:${partitionOf(region)}:codeconnections:${region}:${account}:${rest}`;
  return {
    pipelineRunnerRepository: repository,
    ...(connection || moved ? { pipelineRunnerConnectionArn: connection || moved } : {}),
    galleryHost: hostOf(answers, stack, domain),
    galleryHostedZoneId: hostedZone,
    alertEmails: answers.alertEmails,
  };
}

/** The last production environment has the domain; the ones before it have a name below it. */
function hostOf({ environments }: Answers, stack: string, domain: string): string {
  const production = environments.filter(({ guardRails }) => guardRails === "production");
  return domain === "" || production.at(-1)?.stack === stack ? domain : `${stack}.${domain}`;
}

/** The images in the adopter's registry. Without the gallery, the stack has none. */
function imagesOf({ account, region, project, gallery }: Answers, current: Settings): Settings {
  const registry = `${account}.dkr.ecr.${region}.${dnsSuffixOf(region)}`;
  return Object.fromEntries(
    Object.entries(FIRST_IMAGES).flatMap(([key, first]): [string, string | undefined][] => {
      if (gallery === "off") return [[key, undefined]];
      if (!current[key]) return [[key, `${registry}/${project}/${first}`]];
      const { rest } = ECR_IMAGE.exec(String(current[key]))?.groups ?? {};
      return rest === undefined ? [] : [[key, `${registry}/${project}/${rest}`]];
    }),
  );
}

function networkOf({ networks }: Answers, stack: string, current: Settings): Settings {
  const network = networks[stack];
  const { public: open = [], private: inside = [], isolated = [] } = network?.subnetIds ?? {};
  if (network === undefined && current.existingVpcId === undefined) return {};
  return {
    existingVpcId: network?.vpcId ?? "",
    existingPublicSubnetIds: open,
    existingPrivateSubnetIds: inside,
    existingIsolatedSubnetIds: isolated,
  };
}

/** Names that only one stack can have, and exceptions for its resources. */
const OF_ONE_STACK = [
  "existingVpcId",
  "existingPublicSubnetIds",
  "existingPrivateSubnetIds",
  "existingIsolatedSubnetIds",
  "grafanaHost",
  "grafanaHostedZoneId",
  "grafanaAllowedCidrs",
  "alertWebhookUrl",
  "policyExceptions",
];

/** What a new stack has instead of the settings of the stack that it is derived from. */
export function ofNewStack(others: readonly Settings[], current: Settings): Settings {
  return {
    ...Object.fromEntries(OF_ONE_STACK.map((key) => [key, undefined])),
    vpcCidr: findFreeBlock(
      current.vpcCidr,
      others.map(({ vpcCidr }) => vpcCidr),
    ),
  };
}

/** The wanted block, or the first /16 from 10.0.0.0/16, that overlaps with no block in use. */
function findFreeBlock(wanted: unknown, used: readonly unknown[]): string {
  const blocks = used.flatMap((block) => parse(block));
  const candidates = [wanted, ...Array.from({ length: 256 }, (_, second) => `10.${second}.0.0/16`)];
  const free = candidates.find((text) =>
    parse(text).some((candidate) => !blocks.some((block) => overlaps(block, candidate))),
  );
  if (typeof free !== "string") throw new Error("every /16 of 10.0.0.0/8 is in use");
  return free;
}

function parse(block: unknown): readonly Cidr[] {
  const parsed = typeof block === "string" ? parseCidr(block) : undefined;
  return parsed === undefined ? [] : [parsed];
}
