/** Replaces the instance classes of databases that RDS does not offer in the adopter's region. */
import { replacementOf } from "@groundwork/rehearse/cloud/aws/offers/classes";
import type { AdoptConfig, Answers } from "./config";
import { declaredSettings } from "./record";
import { setSettings, settingsIn } from "./stack-file";

/** A stack file with classes that the region offers, and a line for each that was replaced. */
interface Offered {
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * Replaces classes of a new stack file, or of one whose region changes. A class that was chosen by hand in the same region stays.
 *
 * @param before the file before the adoption. Undefined: it did not exist
 */
export function offerInstanceClasses(
  { folder, config, answers }: { folder: string; config: AdoptConfig; answers: Answers },
  { file, before, text }: { file: string; before: string | undefined; text: string },
  earlierProject: string,
): Offered {
  const { project, region } = answers;
  const { keys = [], version = "" } = config.instanceClasses ?? {};
  if (before !== undefined && settingsIn(before, earlierProject).region === region)
    return { text, notes: [] };
  const own = settingsIn(text, project);
  const settings = { ...declaredSettings(folder), ...own };
  const replaced = keys.flatMap((key) => {
    const name = settings[key];
    if (typeof name !== "string" || name === "") return [];
    const instead = replacementOf(name, region, String(settings[version] ?? ""));
    return instead === undefined ? [] : [{ key, name, instead }];
  });
  return {
    text: setSettings(text, project, Object.fromEntries(replaced.map(({ key, instead }) => [key, instead]))),
    notes: replaced.map(
      ({ key, name, instead }) =>
        `${file}: ${project}:${key} is ${instead}, because RDS does not offer ${name} in ${region}: compare its price`,
    ),
  };
}
