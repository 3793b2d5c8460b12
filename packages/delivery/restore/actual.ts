/** What a stack's state and history say of its databases. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import type { RestoreConfig } from "./config";
import { historyMessage, type Progress, phases, sourceIn } from "./phases";
import type { Login } from "./statements";

/** An instance in the state. */
export interface Instance {
  readonly name: string;
  readonly identifier: string;
  readonly keyArn: string;
  /** Storage to which it can grow, in GiB. Undefined if it does not grow. */
  readonly maxStorageGib: number | undefined;
  /** Its address and its user's password. Undefined for a replica, and before the primary has its own password. */
  readonly login: Login | undefined;
}

// An exported state contains a decrypted secret as an object, whose field `plaintext` is the value as JSON.
const secretText = z.union([
  z.string(),
  z.looseObject({ plaintext: z.string() }).transform(({ plaintext }) => String(JSON.parse(plaintext))),
]);

const state = z.object({
  resources: z
    .array(
      z.looseObject({
        type: z.string(),
        urn: z.string(),
        inputs: z.looseObject({ password: secretText.optional() }).optional(),
        outputs: z
          .looseObject({
            address: z.string().optional(),
            identifier: z.string().optional(),
            kmsKeyId: z.string().optional(),
            maxAllocatedStorage: z.number().optional(),
          })
          .optional(),
      }),
    )
    .optional(),
});

/** The database instances in the stack's state. */
export async function instancesIn(stack: Stack): Promise<readonly Instance[]> {
  const { resources = [] } = state.parse((await stack.exportStack()).deployment);
  return resources
    .filter(({ type }) => type === "aws:rds/instance:Instance")
    .map(({ urn, inputs, outputs }) => {
      const { address: host, identifier = "", kmsKeyId: keyArn = "", maxAllocatedStorage } = outputs ?? {};
      const password = inputs?.password;
      const login = host === undefined || password === undefined ? undefined : { host, password };
      return {
        name: urn.split("::")[3] ?? "",
        identifier,
        keyArn,
        maxStorageGib: maxAllocatedStorage,
        login,
      };
    });
}

const restoreOutput = z.object({
  generation: z.number(),
  phase: z.enum(["none", ...phases]),
  time: z.string().optional(),
  snapshot: z.string().optional(),
  backups: z.string().optional(),
  replicaOf: z.string().optional(),
});

/** Where the last complete update left the database. */
type Deployed = Pick<Progress, "generation" | "phase" | "source">;

/** Reads it from the stack's outputs. */
export function deployedProgress(outputs: OutputMap): Deployed {
  const found = restoreOutput.safeParse(outputs.databaseRestore?.value).data;
  const { generation = 1, phase = "none", time: to, ...others } = found ?? {};
  return { generation, phase, source: sourceIn({ to, ...others }) };
}

/**
 * The login of the primary that applications use.
 *
 * @throws Explained if the state has none
 */
export async function loginInUse(stack: Stack, outputs: OutputMap, config: RestoreConfig): Promise<Login> {
  const { generation, phase } = deployedProgress(outputs);
  const isSwitched = ["switched", "confirmed", "returning"].includes(phase);
  const name = `${config.generationName(isSwitched ? generation + 1 : generation)}-primary`;
  const login = (await instancesIn(stack)).find((each) => each.name === name)?.login;
  if (login !== undefined) return login;
  throw new Explained(`The state of ${stack.name} has no address and password of ${name}.`);
}

/**
 * The progress by the settings; by the last complete update, if the settings are of a checkout that does not know of the restore, such as
 * one after the job that began the restore has ended. The last step removes the settings itself: of a confirmation, only the way back
 * ignores it, and that of a way back follows the phase `returned`.
 */
export function knownProgress(settings: Progress, deployed: Deployed, goesBack = false): Progress {
  const isUnknown =
    settings.phase === "none" &&
    (deployed.generation === settings.generation ||
      (goesBack && deployed.generation < settings.generation)) &&
    !["none", "returned"].includes(deployed.phase);
  return isUnknown ? { ...settings, ...deployed } : settings;
}

/**
 * How long writes were stopped, in seconds, by the stack's history: from the start of the first update that stops them to the end of the
 * first one that switches. Undefined if the history does not have both.
 */
export async function stoppedSeconds(stack: Stack): Promise<number | undefined> {
  const history = await stack.history(undefined, undefined, false);
  const updates = history.filter(({ kind }) => kind === "update");
  // Those of earlier restores are older than the last preparation.
  const prepared = updates.findIndex(({ message }) => message === historyMessage("prepared"));
  const since = prepared === -1 ? updates : updates.slice(0, prepared);
  const stopped = since.findLast(({ message }) => message === historyMessage("stopped"));
  const switched = since.findLast(
    ({ message, result }) => message === historyMessage("switched") && result === "succeeded",
  );
  if (stopped === undefined || switched?.endTime === undefined) return undefined;
  return (switched.endTime.getTime() - stopped.startTime.getTime()) / 1000;
}
