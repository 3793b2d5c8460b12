/** Other valid values for the settings that an adopter changes, by key. */

const ACCOUNT = "444455556666";
const REGION = "ap-northeast-2";
const registry = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;

/** Name of the adopted project. */
export const adoptedName = "acme-shop";

/** A value for a stack, given the one that it replaces. */
type Value = (stack: string, before: unknown) => unknown;

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);

/** The keys that one of the stack files marks with EDIT, and the region and its zones. */
export const adoptedValues: Readonly<Record<string, Value>> = {
  region: () => REGION,
  availabilityZones: (_, before) =>
    ["c", "a", "d", "b"].slice(0, lengthOf(before)).map((zone) => REGION + zone),
  rolePermissionsBoundary: (stack) => `arn:aws:iam::${ACCOUNT}:policy/${adoptedName}-boundary-${stack}`,
  clusterPublicAccessCidrs: (_, before) =>
    lengthOf(before) === 0 ? [] : ["198.51.100.0/25", "192.0.2.7/32"],
  clusterAdmins: (stack) => [role("acme/administrators"), role(`${adoptedName}-deploy-${stack}`)],
  clusterViewers: () => [role("acme/engineers"), role("acme/support")],
  clusterPreviewers: () => [role(`${adoptedName}-preview`)],
  pipelineRunnerRepository: () => "acme/shop-platform",
  pipelineRunnerConnectionArn: () =>
    `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/bbbbbbbb-5555-6666-7777-888888888888`,
  galleryImage: () => `${registry}/${adoptedName}/gallery:2.3.4`,
  galleryThumbnailerImage: () => `${registry}/${adoptedName}/thumbnailer:2.3.4`,
  galleryHost: () => "photos.acme.test",
  galleryHostedZoneId: () => "Z0987654321ZYXWVUTSRQ",
  alertEmails: () => ["alerts@acme.test", "night-shift@acme.test"],
  runbooksUrl: () => "https://git.acme.test/platform/docs/runbooks",
};
