/** The steps of a change of the database's instance class, as pure functions. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import type { AtLeastAsLarge } from "../config";
import type { Actual } from "./actual";
import type { Step } from "./procedures";

/**
 * A larger class: replicas first. A smaller one: the primary first. PostgreSQL pauses the replication to a replica whose
 * `max_connections` or `max_worker_processes`, which RDS derives from the class, are lower than the primary's.
 * https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN
 */
export function classSteps({ classes }: Actual, target: string, isAtLeastAsLarge: AtLeastAsLarge): Step[] {
  if (!/^db\.[a-z][a-z0-9-]*\.\w+$/.test(target))
    throw new Explained(`${target} is no instance class; allowed is db.FAMILY.SIZE, such as db.m8g.large`);
  const { primary, replicas } = classes;
  if (primary === undefined)
    throw new Explained(
      "The stack has no database: set its databaseInstanceClass and run `pulumi up -s STACK`.",
    );
  const last: Step = { what: `everything at ${target}`, settings: both(target) };
  const others = replicas.filter((each) => each !== target);
  // After an interruption, the primary is done and the replicas follow.
  if (others.length === 0 || primary === target) return [last];
  if (!isLarger(primary, target, isAtLeastAsLarge))
    return [{ what: `primary to ${target}; replicas stay`, settings: both(target, primary) }, last];
  const what = `${others.length} of ${replicas.length} replicas to ${target}; the primary stays at ${primary}`;
  return [
    { what, settings: both(primary, target) },
    { ...last, what: `primary to ${target}` },
  ];
}

/**
 * The settings of the database in one step, in which all instances get another class, and of a step before it where the
 * order matters.
 */
export function classBefore(
  { databaseInstanceClass: own }: ChangedSettings,
  { databaseInstanceClass: wanted }: ChangedSettings,
  isAtLeastAsLarge: AtLeastAsLarge,
): Step[] {
  if (own === wanted || typeof own !== "string" || typeof wanted !== "string") return [];
  return isLarger(own, wanted, isAtLeastAsLarge)
    ? [{ what: `database: replicas to ${wanted}`, settings: both(own, wanted) }]
    : [{ what: `database: primary to ${wanted}`, settings: both(wanted, own) }];
}

/** The two settings; the replicas' is left out where it is the primary's. */
function both(primary: string, replicas?: string): ChangedSettings {
  return { databaseInstanceClass: primary, databaseReplicaInstanceClass: replicas };
}

/** @throws Explained if neither class is at least as large as the other, or if their sizes are not known */
function isLarger(present: string, target: string, isAtLeastAsLarge: AtLeastAsLarge): boolean {
  const [grows, shrinks] = [isAtLeastAsLarge(target, present), isAtLeastAsLarge(present, target)];
  if (grows === undefined || shrinks === undefined)
    throw new Explained(
      `It is not known which of ${present} and ${target} is larger. Add the family to settings/instance-class.ts, or set databaseReplicaInstanceClass and databaseInstanceClass one after the other: replicas first if ${target} is larger.`,
    );
  if (!grows && !shrinks)
    throw new Explained(
      `One of ${present} and ${target} has more memory, the other more vCPU. Change to a class that has at least both of each first.`,
    );
  return grows;
}
