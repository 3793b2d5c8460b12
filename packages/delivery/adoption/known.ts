/** What a clone says about its adopter before questions are asked. */
import { offersOf } from "@groundwork/rehearse/cloud/aws/offers/data";
import { type Environment, readEnvironments } from "@groundwork/rehearse/project/environments";
import { projectName } from "@groundwork/rehearse/project/files";
import { repositoryOf } from "@groundwork/state/bootstrap/options";
import type { Answers } from "./config";
import { type AdoptionRecord, readRecord } from "./record";

/** The state of a clone. */
export interface Known {
  readonly project: string;
  readonly environments: readonly Environment[];
  /** Undefined: the clone was not adopted. */
  readonly record: AdoptionRecord | undefined;
  /** The answers of the last run. Undefined: the clone was not adopted. */
  readonly answers: Answers | undefined;
}

export function readKnown(folder: string): Known {
  const record = readRecord(folder);
  const [project, environments] = [projectName(folder), readEnvironments(folder)];
  const answers = record && { ...record.answers, project, environments };
  return { project, environments, record, answers };
}

/** The values for questions without an answer. Undefined: an answer is required. */
export function guesses(folder: string, known: Known, region: string | undefined): Partial<Answers> {
  if (known.answers !== undefined) {
    const moved = region !== undefined && region !== known.answers.region;
    return moved ? { ...known.answers, zones: zonesOf(region) } : known.answers;
  }
  return {
    ...repositoryOf(folder),
    environments: known.environments,
    zones: zonesOf(region ?? ""),
    gallery: "on",
    monitoring: "on",
    domain: "",
    hostedZone: "",
    alertEmails: [],
    apiAccess: [],
    connection: "",
    networks: {},
  };
}

/** The first three zones of a region. An account may see other ones. */
function zonesOf(region: string): readonly string[] {
  return (offersOf(region)?.zones ?? []).slice(0, 3);
}
