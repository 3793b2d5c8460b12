/** Checks the applications before any resource is registered. */
import { maxNameLength } from "../settings/names";
import { type Problem, SettingsError } from "../settings/problems";
import { checkBuckets } from "./check-buckets";
import { checkObjectives } from "./check-objectives";
import { checkReleases } from "./check-releases";
import { type ApplicationSpec, hasRoute } from "./spec";

/** The settings that applications depend on. */
export interface Given {
  readonly project: string;
  readonly stack: string;
  readonly images: Readonly<Record<string, string>>;
  readonly replicas: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  readonly releases: Readonly<Record<string, { readonly strategy: string }>>;
  readonly databaseReplicas: number;
  readonly galleryHost: string | undefined;
  /** Whether the stack has the gallery, whose parts and photos applications can reach. */
  readonly galleryIsOn: boolean;
}

/** Parts of the gallery, which have these names in the same namespace. */
const galleryParts = ["api", "web"];
/** Names of other jobs of Prometheus, whose rules would include the application. */
const jobs = ["prometheus", "alertmanager", "kube-state-metrics", "node-exporter", "kubelet"];
const reserved = [...galleryParts, "migrate", "gallery", "thumbnailer", ...jobs];

/** @throws SettingsError that lists all problems. */
export function checkApplications(specs: readonly ApplicationSpec[], given: Given): void {
  const problems = [
    ...specs.flatMap((spec, at) => checkOne(spec, specs.slice(0, at), specs, given)),
    ...checkSettings(specs, given),
    ...checkReleases(specs, given),
  ];
  if (problems.length > 0) throw new SettingsError(problems, `Pulumi.${given.stack}.yaml or applications/`);
}

function checkOne(
  spec: ApplicationSpec,
  before: readonly ApplicationSpec[],
  all: readonly ApplicationSpec[],
  given: Given,
): Problem[] {
  const problem = (field: string, value: unknown, allowed: string | false): Problem[] =>
    allowed === false ? [] : [{ key: `application ${spec.name}, ${field}`, given: value, allowed }];
  const { reaches = {}, name } = spec;
  const longest = maxNameLength(given.project, given.stack);
  return [
    ...problem(
      "name",
      name,
      !/^[a-z](-?[a-z0-9])*$/.test(name) && "lower-case letters, digits and hyphens, beginning with a letter",
    ),
    ...problem(
      "name",
      name,
      name.length > longest &&
        `at most ${longest} characters: with project and stack, it is part of the name of an IAM role, which has at most 64`,
    ),
    ...problem("name", name, isReserved(name) && `another name: the platform uses ${reserved.join(", ")}`),
    ...problem(
      "name",
      name,
      before.some((other) => other.name === name) && "a name that no other application has",
    ),
    ...checkRoute(spec, before, given, problem),
    ...checkNumbers(spec, problem),
    ...checkObjectives(spec).flatMap((wrong) => problem(...wrong)),
    ...problem(
      "reaches.database",
      reaches.database,
      reaches.database === "reader" &&
        given.databaseReplicas === 0 &&
        "writer while databaseReplicas is 0: there is no replica to read from",
    ),
    ...(reaches.applications ?? []).flatMap((other) =>
      problem("reaches.applications", other, unreachable(other, name, servers(all, given), "with a port")),
    ),
    ...(reaches.queues ?? []).flatMap((other) =>
      problem("reaches.queues", other, unreachable(other, name, owners(all), "with a queue")),
    ),
    ...problem(
      "reaches.photos",
      reaches.photos,
      reaches.photos !== undefined && !given.galleryIsOn && "none while gallery is off: it has the photos",
    ),
    ...checkBuckets(spec, all, given).flatMap((wrong) => problem(...wrong)),
  ];
}

type Report = (field: string, value: unknown, allowed: string | false) => Problem[];

const isReserved = (name: string) =>
  reserved.includes(name) || name.startsWith("database-") || name.startsWith("gallery-");
const servers = (all: readonly ApplicationSpec[], { galleryIsOn }: Given) => [
  ...(galleryIsOn ? galleryParts : []),
  ...all.filter(({ port }) => port !== undefined).map(({ name }) => name),
];
const owners = (all: readonly ApplicationSpec[]) =>
  all.filter(({ queue }) => queue !== undefined).map(({ name }) => name);

function unreachable(other: string, own: string, known: readonly string[], what: string): string | false {
  const allowed = known.filter((name) => name !== own);
  if (allowed.includes(other)) return false;
  return `another application ${what}: ${allowed.join(", ") || "there is none"}`;
}

/** The types exclude these combinations. A program in JavaScript, or a cast, does not. */
function checkRoute(
  spec: ApplicationSpec,
  before: readonly ApplicationSpec[],
  { galleryHost, galleryIsOn }: Given,
  problem: Report,
): Problem[] {
  const { port, path, subdomain, schedule } = spec;
  const withoutPort = port === undefined;
  const taken = [...(galleryIsOn ? ["/api"] : []), ...before.flatMap((other) => other.path ?? [])];
  return [
    ...problem(
      "port",
      port,
      withoutPort && hasRoute(spec) && "a port from 1024 to 65535, to which requests go",
    ),
    ...problem("schedule", schedule, schedule !== undefined && !withoutPort && "no schedule with a port"),
    ...problem(
      "port",
      port,
      port !== undefined &&
        (!Number.isInteger(port) || port < 1024 || port > 65_535 || port === 9090) &&
        "a port from 1024 to 65535 except 9090, the port of the metrics",
    ),
    ...problem("path", path, path !== undefined && pathProblem(path, taken, galleryIsOn)),
    ...problem(
      "subdomain",
      subdomain,
      subdomain !== undefined && subdomainProblem(subdomain, before, galleryHost),
    ),
  ];
}

function pathProblem(path: string, taken: readonly string[], galleryIsOn: boolean): string | false {
  const isRoot = path === "/" && !galleryIsOn;
  const root = galleryIsOn ? "/ belongs to the gallery's page" : "or / for all other paths";
  if (!isRoot && !/^(\/[a-z0-9][a-z0-9._-]*)+$/.test(path))
    return `a path such as /orders: lower-case, without a slash at the end; ${root}`;
  const within = (one: string, other: string) => one === other || one.startsWith(`${other}/`);
  const other = taken.find((each) => within(path, each) || within(each, path));
  return other !== undefined && `a path that does not overlap ${other}`;
}

function subdomainProblem(
  subdomain: string,
  before: readonly ApplicationSpec[],
  galleryHost: string | undefined,
): string | false {
  if (galleryHost === undefined) return "none while galleryHost is empty; use a path";
  if (!/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(subdomain))
    return `one label such as orders, for orders.${galleryHost}`;
  const taken = ["api", ...before.flatMap((other) => other.subdomain ?? [])];
  return taken.includes(subdomain) && `a label that is not in use: ${taken.join(", ")}`;
}

function checkNumbers({ size, replicas, schedule }: ApplicationSpec, problem: Report): Problem[] {
  const isSize = ([request, limit]: readonly [number, number]) => request > 0 && limit >= request;
  return [
    ...problem(
      "size",
      size,
      !(isSize(size.cpuMillicores) && isSize(size.memoryMiB)) &&
        "a request above 0 and a limit of at least it, as [request, limit]",
    ),
    ...problem("replicas", replicas, replicas !== undefined && replicasProblem(replicas)),
    ...problem(
      "schedule",
      schedule,
      schedule !== undefined && !/^(\S+ ){4}\S+$/.test(schedule) && "five fields, such as 0 3 * * *",
    ),
  ];
}

const replicasProblem = ({ min, max }: { readonly min: number; readonly max: number }) =>
  !(min >= 1 && max >= min && max <= 100) && "min from 1, and max from min to 100";

function checkSettings(specs: readonly ApplicationSpec[], { project, images, replicas }: Given): Problem[] {
  const names = specs.map(({ name }) => name);
  const scaled = specs.filter(({ schedule }) => schedule === undefined).map(({ name }) => name);
  const unknown = (key: string, given: object, allowed: readonly string[]) =>
    Object.keys(given)
      .filter((name) => !allowed.includes(name))
      .map((name) => ({
        key: `${project}:${key}.${name}`,
        allowed: `names of applications: ${allowed.join(", ") || "there are none in applications/list.ts"}`,
      }));
  return [
    ...names
      .filter((name) => !(name in images))
      .map((name) => ({
        key: `${project}:applicationImages.${name}`,
        allowed: `the image of ${name} for the first deployment, such as 111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery:1.0.0-${name}`,
      })),
    ...unknown("applicationImages", images, names),
    ...unknown("applicationReplicas", replicas, scaled),
  ];
}
