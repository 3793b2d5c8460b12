/** Tries the documented refusals on the simulated cloud. */

import { newCloud } from "../../cloud";
import { type Cloud, type CloudSnapshot, Refusal } from "../../cloud/cloud";
import { isProperties } from "../../cloud/paths";
import type { Properties } from "../../cloud/resource-type";
import { documentedRefusals } from ".";
import { account } from "./account";
import type { DocumentedRefusal, RefusalTable } from "./table";

/** What the simulated cloud said about one documented refusal and its accepted twin. */
export interface RefusalResult {
  readonly type: string;
  readonly kind: DocumentedRefusal["kind"];
  readonly title: string;
  /** Where the rule comes from that refused: AWS's schemas, or a rule written by hand. Undefined if nothing refused. */
  readonly refusedBy?: "schemas" | "by hand";
  /** What the cloud said instead, if it refused for another reason or failed. */
  readonly instead?: string;
  /** Why the twin was refused; undefined if it was accepted. */
  readonly twinRefused?: string;
}

/** Tries all documented refusals. */
export async function tryDocumentedRefusals(tables = documentedRefusals): Promise<readonly RefusalResult[]> {
  const cloud = newCloud();
  const names = new Map<string, Properties>();
  for (const { name, type, inputs } of account) {
    const { id, outputs } = await create(cloud, type, name, withReferences(inputs, names));
    names.set(name, { ...outputs, id });
  }
  const content = cloud.snapshot();
  const results: RefusalResult[] = [];
  for (const table of tables) {
    for (const row of table.rows) results.push(await tryRow({ cloud, content, names }, table, row));
  }
  return results;
}

interface Trial {
  readonly cloud: Cloud;
  readonly content: CloudSnapshot;
  readonly names: ReadonlyMap<string, Properties>;
}

async function tryRow(trial: Trial, { type, valid }: RefusalTable, row: DocumentedRefusal): Promise<RefusalResult> {
  const { kind, title, names, refused, accepted, from, before = [] } = row;
  const problem = async (inputs: Properties): Promise<string | undefined> => {
    const { cloud } = trial;
    cloud.restore(trial.content);
    try {
      for (const each of before) {
        const { id } = await create(cloud, each.type, "before", withReferences(each.inputs, trial.names));
        if (each.deleted) await cloud.delete(each.type, id);
      }
      const given = withReferences({ ...valid, ...inputs }, trial.names);
      if (!from) {
        await create(cloud, type, "tried", given);
        return undefined;
      }
      const { id } = await create(cloud, type, "tried", withReferences({ ...valid, ...from }, trial.names));
      await cloud.update(type, id, given);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      return `defect: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const message = await problem(refused);
  const twin = await problem(accepted);
  // The type's token and the resource's name are part of each message, and say nothing about the reason.
  const reason = message?.replace(/^(creating|updating) \S+ "tried": /, "") ?? "";
  const counts = reason.includes(names) && !/^defect|does not know/.test(reason);
  return {
    type,
    kind,
    title,
    ...(counts ? { refusedBy: reason.includes("resource schemas of") ? "schemas" : "by hand" } : {}),
    ...(!counts && message !== undefined ? { instead: message } : {}),
    ...(twin === undefined ? {} : { twinRefused: twin }),
  };
}

async function create(cloud: Cloud, type: string, name: string, inputs: Properties) {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
  return cloud.create(type, name, cloud.types.find(type) ? cloud.check(type, name, given) : given);
}

/** The inputs with the outputs of the account's resources in the place of `<NAME.OUTPUT>`. */
function withReferences(inputs: Properties, names: ReadonlyMap<string, Properties>): Properties {
  const replaced = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replaceAll(/<([a-z0-9-]+)\.(\w+)>/g, (_, name: string, output: string) => {
        const found = names.get(name)?.[output];
        if (typeof found !== "string") throw new Error(`account.ts has no text ${output} of a resource ${name}`);
        return found;
      });
    }
    if (Array.isArray(value)) return value.map(replaced);
    if (!isProperties(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part)]));
  };
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, replaced(value)]));
}
