/**
 * Judges versions and offers at a date. What never existed, or has ended, is a problem. What ends soon is a warning, and so is
 * what AWS may offer since the date of the data: a wrong refusal is worse than a missing one.
 */

import { daysBetween } from "../../today";
import { requirement } from "../schemas/data";
import { monthsSince } from "./age";
import { kubernetes, postgres, type Support } from "./calendar";
import { offersDate, offersOf, postgresVersions, runtimeDates } from "./data";

export interface Judgement {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

export const fine: Judgement = { problems: [], warnings: [] };
export const problem = (text: string): Judgement => ({ problems: [text], warnings: [] });
export const warning = (text: string): Judgement => ({ problems: [], warnings: [text] });

/** Days before an end from which it is a warning. */
const NOTICE = 120;

/** The release and the date of the data, for messages. */
export const dataSource = () => `${requirement.replace("==", " ")} of ${offersDate()}`;

/** A version of Kubernetes, such as `1.36`, for a new cluster or an upgrade. */
export function judgeKubernetes(version: string, today: string): Judgement {
  const { versions, source, read } = kubernetes;
  const given = minorOf(version);
  const newest = versions.at(-1);
  const offered = versions.filter(({ extended }) => extended >= today).map((each) => each.version);
  const calendar = `AWS's calendar, read on ${read}: ${source}`;
  const instead =
    offered.length > 0
      ? `EKS offers ${listed(offered)}`
      : `EKS offers later versions than ${newest?.version}`;
  const known = versions.find((each) => each.version === version);
  if (known) return judgeSupport(`version ${version}`, known, "EKS", instead, calendar, today);
  if (given < minorOf(versions[0]?.version))
    return problem(`version ${version}: EKS has ended its support; ${instead} (${calendar})`);
  // Kubernetes has three releases a year.
  const possible = minorOf(newest?.version) + 1 + Math.ceil(monthsSince(read, today) / 4);
  return given > possible
    ? problem(`version ${version} does not exist; ${instead} (${calendar})`)
    : warning(`version ${version} is newer than ${calendar}`);
}

/** A version of PostgreSQL on RDS, such as `18.6`, or `18` where RDS chooses the minor version. */
export function judgePostgres(version: string, today: string): Judgement {
  const { available, deprecated } = postgresVersions();
  const [major = "", minor] = version.split(".");
  const ofMajor = available.filter((each) => each.startsWith(`${major}.`));
  const offered = `RDS offers PostgreSQL ${listed(ofMajor.length > 0 ? ofMajor : available.slice(-5))} (${dataSource()})`;
  if (available.includes(version) || (minor === undefined && ofMajor.length > 0))
    return judgeMajor(major, today);
  if (deprecated.includes(version))
    return problem(`engineVersion ${version} is deprecated: RDS creates no instance of it; ${offered}`);
  const months = monthsSince(offersDate(), today);
  const newest = Number(ofMajor.at(-1)?.split(".")[1] ?? 0);
  const newestMajor = Number(available.at(-1)?.split(".")[0]);
  const later = Number(major) > newestMajor && Number(major) <= newestMajor + 1 + Math.floor(months / 12);
  // PostgreSQL has four minor releases a year and few besides: https://www.postgresql.org/developer/roadmap/
  const highest = later ? 30 : newest + 2 + Math.ceil(months / 2);
  const mayExist =
    (later || ofMajor.length > 0) && Number(minor ?? 0) > newest && Number(minor ?? 0) <= highest;
  return mayExist || (later && minor === undefined)
    ? warning(`engineVersion ${version} is newer than the data: ${offered}`)
    : problem(`engineVersion ${version} does not exist: ${offered}`);
}

function judgeMajor(major: string, today: string): Judgement {
  const known = postgres.versions.find(({ version }) => version === major);
  const calendar = `AWS's calendar, read on ${postgres.read}: ${postgres.source}`;
  return known
    ? judgeSupport(`PostgreSQL ${major}`, known, "RDS", "upgrade to a later major version", calendar, today)
    : fine;
}

/** An availability zone by name, such as `us-east-1a`. */
export function judgeZone(zone: string, region: string): Judgement {
  const offers = offersOf(region);
  const letter = new RegExp(`^${region}([a-z])$`).exec(zone)?.[1];
  // Local Zones and Wavelength Zones have other names.
  if (offers === undefined || letter === undefined) return fine;
  const last = offers.zones.at(-1)?.at(-1) ?? "a";
  // Accounts see different zones: us-west-1b exists for some.
  if (letter <= last) return fine;
  const has = `${region} has ${listed(offers.zones)} (${dataSource()})`;
  return letter.charCodeAt(0) === last.charCodeAt(0) + 1
    ? warning(`zone ${zone} is newer than the data: ${has}`)
    : problem(`zone ${zone} does not exist: ${has}`);
}

/** A runtime of Lambda, such as `nodejs24.x`. The resource schemas refuse names that never existed. */
export function judgeRuntime(runtime: string, today: string): Judgement {
  const { deprecated, blocked } = runtimeDates(runtime) ?? {};
  const source = `https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, ${dataSource()}`;
  if (blocked !== undefined && today >= blocked)
    return problem(`runtime ${runtime}: Lambda creates no functions with it since ${blocked} (${source})`);
  if (deprecated === undefined || daysBetween(today, deprecated) > NOTICE) return fine;
  const then = blocked === undefined ? "" : `; from ${blocked} on, it cannot be created`;
  return warning(
    `runtime ${runtime} ${today >= deprecated ? "is" : "will be"} deprecated on ${deprecated}${then} (${source})`,
  );
}

/** Whether a version's support has ended, has become extended support, or is about to. */
function judgeSupport(
  what: string,
  { standard, extended }: Support,
  service: string,
  instead: string,
  calendar: string,
  today: string,
): Judgement {
  if (today > extended)
    return problem(`${what}: ${service} ended its support on ${extended}; ${instead} (${calendar})`);
  if (today > standard)
    return warning(
      `${what} has extended support since ${standard}, which costs more, until ${extended}; ${instead} (${calendar})`,
    );
  return daysBetween(today, standard) <= NOTICE
    ? warning(
        `${what}: standard support ends on ${standard}; extended support, which costs more, on ${extended}; ${instead} (${calendar})`,
      )
    : fine;
}

const minorOf = (version = "") => Number(version.split(".")[1]);

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
