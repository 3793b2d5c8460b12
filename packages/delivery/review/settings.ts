/** The settings of a pull request's stack: those of another environment, at a fraction of the cost. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Environment } from "@groundwork/rehearse/project/environments";
import { projectName } from "@groundwork/rehearse/project/files";
import { parse, stringify } from "yaml";
import { deliveryConfig } from "../config";
import { deployingSettings, type Images, settingsWith } from "../images";

/** The name of a pull request's stack. */
export const reviewStack = (pullRequest: number) => `pr-${pullRequest}`;

/** The pull request that a stack belongs to; undefined for every other stack. */
export function pullRequestOf(stack: string): number | undefined {
  const number = /^pr-([1-9]\d{0,8})$/.exec(stack)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Parses the number of a pull request. */
export function pullRequestNumber(given: string | undefined): number {
  const number = pullRequestOf(`pr-${given}`);
  if (number === undefined)
    throw new Explained(
      `--pull-request is ${given ?? "missing"}; it must be the number of a pull request, such as 7`,
    );
  return number;
}

/**
 * The environment whose settings the stacks of pull requests inherit: the first with development guard rails.
 *
 * @throws Explained if there is none: a copy of a stack with production guard rails could not be removed
 */
export function reviewBase(environments: readonly Environment[]): string {
  const base = environments.find(({ guardRails }) => guardRails === "development");
  if (base) return base.stack;
  throw new Explained(
    "environments.yaml has no environment with guardRails: development, whose settings the stack of a pull request inherits. Add one.",
  );
}

/** The stack file that a pull request's stack inherits from. */
export interface Base {
  readonly stack: string;
  /** The text of Pulumi.STACK.yaml. */
  readonly text: string;
}

/**
 * Creates the file Pulumi.pr-NUMBER.yaml. Encrypted values are left out, because the key decrypts them only for the stack that
 * they belong to.
 */
export function reviewSettings(base: Base, pullRequest: number, images: Images): string {
  const file: { config?: Record<string, unknown>; secretsprovider?: string } = parse(base.text);
  const { review } = deliveryConfig();
  const namespace = `${projectName()}:`;
  const withoutNamespace = (key: string) => (key.startsWith(namespace) ? key.slice(namespace.length) : key);
  const taken = Object.entries(file.config ?? {}).filter(
    ([key, value]) => !isEncrypted(value) && !review.leftOut.includes(withoutNamespace(key)),
  );
  const inherited = Object.fromEntries(
    taken.map(([key, value]) => [key, review.inherit(withoutNamespace(key), value, base.stack)]),
  );
  const own = Object.entries(review.settings).map(([key, value]) => [`${namespace}${key}`, value]);
  const tags = `${namespace}tags`;
  const config = {
    ...inherited,
    ...Object.fromEntries(own),
    ...Object.fromEntries(
      Object.entries(settingsWith(images)).map(([key, value]) => [`${namespace}${key}`, value]),
    ),
    ...deployingSettings(),
    [tags]: { ...Object(inherited[tags]), "pull-request": String(pullRequest) },
  };
  const provider = secretsProviderFor(file.secretsprovider, base.stack, pullRequest);
  const head = `# Written by \`npx --no groundwork review\` for pull request ${pullRequest}; do not commit this file.\n`;
  return head + stringify({ ...(provider ? { secretsprovider: provider } : {}), config }, { lineWidth: 0 });
}

/** The secrets provider of the stack: that of the base, with the stack's name in the encryption context. */
function secretsProviderFor(
  ofBase: string | undefined,
  base: string,
  pullRequest: number,
): string | undefined {
  return ofBase?.replace(
    new RegExp(`context_stack=${base}(?![\\w-])`),
    `context_stack=${reviewStack(pullRequest)}`,
  );
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && JSON.stringify(value).includes('"secure":');
}
