/** The settings of a pull request's own stack: dev's, at a fraction of the cost. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import { parse, stringify } from "yaml";
import { boundaryPolicy, deployRole, REVIEW } from "../../../account/names";
import { type Images, settingOf } from "../images";

/** The name of a pull request's stack. */
export const reviewStack = (pullRequest: number) => `pr-${pullRequest}`;

/** The pull request that a stack belongs to; undefined for every other stack. */
export function pullRequestOf(stack: string): number | undefined {
  const number = /^pr-([1-9]\d{0,8})$/.exec(stack)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** The number of a pull request as somebody typed it. */
export function pullRequestNumber(given: string | undefined): number {
  const number = pullRequestOf(`pr-${given}`);
  if (number === undefined)
    throw new Explained(`--pull-request is ${given ?? "missing"}; allowed is a number such as 7`);
  return number;
}

/**
 * What differs from dev. A replica stays: that a photo is there for whoever has just uploaded it, although lists come from
 * a replica, is what a change to the gallery breaks most easily, and without one nobody would see it.
 */
const thrifty = {
  natGateways: "single",
  logRetentionDays: 1,
  databaseInstanceClass: "db.t4g.micro",
  databaseStorageGib: 20,
  databaseMaxStorageGib: 22,
  databaseReplicas: 1,
  databaseMultiAz: false,
  // AWS replicates only what has backups.
  databaseBackupRetentionDays: 1,
  databaseDeletionProtection: false,
  nodesMaxVcpu: 8,
  nodesMaxMemoryGib: 32,
  apiReplicasMin: 1,
  apiReplicasMax: 2,
  webReplicasMin: 1,
  webReplicasMax: 2,
  monitoringStorageGib: 10,
  monitoringMemoryMib: 512,
  monitoringRetentionDays: 31,
} as const;

/** Names that only one stack can have, and people who are not to be woken by a pull request. */
const left = [
  "galleryHost",
  "galleryHostedZoneId",
  "grafanaHost",
  "grafanaHostedZoneId",
  "grafanaAllowedCidrs",
  "alertEmails",
  "alertWebhookUrl",
];

/**
 * The file Pulumi.pr-NUMBER.yaml, from the text of Pulumi.dev.yaml. Encrypted values are left out: dev's key decrypts them
 * for dev alone.
 */
export function reviewSettings(dev: string, pullRequest: number, images: Images): string {
  const file: { config?: Record<string, unknown>; secretsprovider?: string } = parse(dev);
  const own = { ...thrifty, environment: "dev" };
  const taken = Object.entries(file.config ?? {}).filter(
    ([key, value]) => !isEncrypted(value) && !left.some((name) => key === `groundwork:${name}`),
  );
  const inherited = Object.fromEntries(taken.map(([key, value]) => [key, forReview(key, value)]));
  const config = {
    ...inherited,
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`groundwork:${key}`, value])),
    [settingOf.gallery]: images.gallery,
    [settingOf.thumbnailer]: images.thumbnailer,
    "groundwork:tags": { ...Object(inherited["groundwork:tags"]), "pull-request": String(pullRequest) },
  };
  const provider = secretsProviderFor(file.secretsprovider, pullRequest);
  const head = `# Written by \`npx --no groundwork review\` for pull request ${pullRequest}; not to be committed.\n`;
  return head + stringify({ ...(provider ? { secretsprovider: provider } : {}), config }, { lineWidth: 0 });
}

/** The provider of the stack's secrets: dev's, whose encryption context names the stack. */
export function secretsProviderFor(devs: string | undefined, pullRequest: number): string | undefined {
  return devs?.replace("context_stack=dev", `context_stack=${reviewStack(pullRequest)}`);
}

/** dev's deploy role and boundary are not those under which a pull request's code runs. */
function forReview(key: string, value: unknown): unknown {
  if (key === "groundwork:rolePermissionsBoundary" && typeof value === "string")
    return value.replace(new RegExp(`${boundaryPolicy("dev")}$`), boundaryPolicy(REVIEW));
  if (key === "groundwork:clusterAdmins" && Array.isArray(value))
    return value.map((arn: unknown) =>
      String(arn).replace(new RegExp(`/${deployRole("dev")}$`), `/${deployRole(REVIEW)}`),
    );
  return value;
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && JSON.stringify(value).includes('"secure":');
}
