import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import { Argument, Command } from "commander";
import { defaultMaxPixels } from "../../src/photos/limits";
import { type Gallery, runMigrations, startGallery, startScript, temporaryDirectory } from "../gallery";
import { largestPictures } from "./largest-pictures";
import { type Measured, measure, type Target, upload } from "./load";
import { median, resident, watchMemory } from "./memory";
import { allocatorSettings, formatPictures, measurePictures } from "./pictures";
import { fill, startOn } from "./stage";
import { compareTraces } from "./traces";

const readers = 20;
const uploaders = 4;
const seconds = { warmUp: 4, list: 8, one: 3, upload: 3, memory: 60 };
const targets = { ratio: 0.6, replicaShare: 0.99, growth: 0.1, traces: 0.9 };
/** Growth below this value is normal for the allocator. */
const noiseMiB = 16;

/** `npm run bench:gallery`: measures request rates, latencies, the share of reads on replicas, and memory on this machine. */
async function main(): Promise<void> {
  const what = readArguments();
  if (what === "pictures") return pictures();
  if (what === "traces") return traces();
  console.log(`${describeMachine()}; ${readers} readers, ${uploaders} uploaders\n`);
  const postgres = await startPostgres({ replicas: 2 });
  const photos = temporaryDirectory();
  try {
    await runMigrations(postgres.environment);
    await fill(postgres);
    const bare = await startScript("bench/bare.ts", { DATABASE_URL: connectionString(postgres) });
    const bareList = { url: `${bare.url}/api/photos`, connections: readers };
    await measure(bareList, seconds.warmUp);
    const verdicts: string[] = [];
    for (const replicas of [0, 1, 2]) {
      const gallery = await startOn(postgres, photos.path, replicas);
      verdicts.push(...(await compare(gallery, replicas, bareList)));
      if (replicas === 2) {
        verdicts.push(await shareOfReplicas(gallery));
        verdicts.push(await memory(gallery));
      }
      await gallery.stop();
    }
    await bare.stop();
    console.log(`\n${verdicts.join("\n")}`);
  } finally {
    await postgres.stop();
    photos.remove();
  }
}

/** Parses the command line. Prints the help or an error, and exits. */
function readArguments(): string | undefined {
  return new Command("npm run bench:gallery --")
    .description(
      "Measures the gallery on this machine, with 0, 1 and 2 replicas: rates and latencies, where reads are served, and " +
        "memory. Takes about three minutes. Run it on an idle machine.",
    )
    .addArgument(
      new Argument(
        "[what]",
        "pictures: only the memory that the largest picture of each kind takes, two minutes; traces: only the list with and without traces, two minutes",
      ).choices(["pictures", "traces"]),
    )
    .allowExcessArguments(false)
    .showHelpAfterError("See: npm run bench:gallery -- --help")
    .parse().args[0];
}

/** Measures the memory that the largest allowed picture of each kind takes. */
async function pictures(): Promise<void> {
  const postgres = await startPostgres({ replicas: 0 });
  const photos = temporaryDirectory();
  try {
    await runMigrations(postgres.environment);
    const gallery = await startGallery(
      { ...postgres.environment, ...allocatorSettings(), PHOTOS_DIRECTORY: photos.path },
      "api",
    );
    console.log(`memory of the API process in MiB, pictures of ${defaultMaxPixels / 1e6} megapixels\n`);
    const measured = await measurePictures(gallery, largestPictures(defaultMaxPixels));
    console.log(formatPictures(measured));
    await gallery.stop();
    if (measured.some(({ status }) => status !== 201)) process.exitCode = 1;
  } finally {
    await postgres.stop();
    photos.remove();
  }
}

const describeMachine = () =>
  `node ${process.version}, ${cpus().length} CPUs shared by load, servers and databases`;

/** Compares the list with and without traces. */
async function traces(): Promise<void> {
  console.log(`${describeMachine()}; ${readers} readers`);
  const deployed = readFileSync(join(__dirname, "../../../.nvmrc"), "utf8").trim();
  if (!process.version.startsWith(`v${deployed}.`))
    console.log(
      `The images run Node.js ${deployed}, in which traces take less: npx --package node@${deployed} --call "npm run bench:gallery -- traces"`,
    );
  const postgres = await startPostgres({ replicas: 2 });
  const photos = temporaryDirectory();
  try {
    await runMigrations(postgres.environment);
    await fill(postgres);
    const { ratio, spans } = await compareTraces(postgres, photos.path, readers);
    if (spans === 0) throw new Error("The receiver got no spans: nothing was compared.");
    console.log(
      `\n${verdict("list with traces, of the rate without", ratio.toFixed(3), ratio >= targets.traces, `at least ${targets.traces}`)}`,
    );
  } finally {
    await postgres.stop();
    photos.remove();
  }
}

const connectionString = ({ environment: env }: PostgresCluster) =>
  `postgres://${env.DATABASE_USER}:${env.DATABASE_PASSWORD}@${env.DATABASE_PRIMARY_HOST}/${env.DATABASE_NAME}`;

/**
 * Measures the routes. The list and the baseline alternate every second, and the result is the median of the ratios, so
 * that other load on the machine affects both equally.
 */
async function compare(gallery: Gallery, replicas: number, bareList: Target): Promise<string[]> {
  const list = { url: `${gallery.url}/api/photos`, connections: readers };
  const page: { photos: { id: string }[] } = JSON.parse(await (await fetch(list.url)).text());
  await measure(list, seconds.warmUp);
  const turns: { bare: Measured; listed: Measured }[] = [];
  for (let turn = 0; turn < seconds.list; turn++) {
    turns.push({ bare: await measure(bareList, 1), listed: await measure(list, 1) });
  }
  const bare = medians(turns.map((turn) => turn.bare));
  const listed = medians(turns.map((turn) => turn.listed));
  const ratio = median(turns.map((turn) => turn.listed.rate / turn.bare.rate));
  const one = await measure({ ...list, url: `${list.url}/${page.photos[0]?.id}` }, seconds.one);
  const { bytes, ...sent } = await upload(gallery.url, gallery.token, uploaders);
  const uploaded = await measure(sent, seconds.upload);
  console.log(`${replicas} replicas${" ".repeat(22)}requests/s   p50 ms   p99 ms   failed`);
  row("  bare fastify + pg, same query", bare);
  row("  list (24 photos)", listed);
  row("  one photo", one);
  row(`  upload (${Math.round(bytes / 1024)} KiB, re-encoded)`, uploaded);
  return [
    verdict(
      `list with ${replicas} replicas ÷ baseline`,
      ratio.toFixed(2),
      ratio >= targets.ratio,
      `at least ${targets.ratio}`,
    ),
  ];
}

const medians = (measured: Measured[]): Measured => ({
  rate: median(measured.map(({ rate }) => rate)),
  p50: median(measured.map(({ p50 }) => p50)),
  p99: median(measured.map(({ p99 }) => p99)),
  failed: measured.reduce((sum, { failed }) => sum + failed, 0),
});

async function shareOfReplicas(gallery: Gallery): Promise<string> {
  const text = await (await fetch(gallery.metricsUrl)).text();
  const reads = (node: string) =>
    [
      ...text.matchAll(
        /^gallery_database_queries_total\{node="([\w-]+)",operation="read",result="ok"\} (\d+)$/gm,
      ),
    ]
      .filter(([, name]) => name?.startsWith(node))
      .reduce((sum, [, , count]) => sum + Number(count), 0);
  const share = reads("replica") / (reads("replica") + reads("primary"));
  const shown = `${(share * 100).toFixed(2)} % of ${reads("replica") + reads("primary")}`;
  return verdict(
    "reads that replicas served",
    shown,
    share > targets.replicaShare,
    `over ${targets.replicaShare * 100} %`,
  );
}

/** Runs reads and uploads for a minute: after the warm-up, memory must not keep growing. */
async function memory(gallery: Gallery): Promise<string> {
  const before = await resident(gallery.metricsUrl);
  const list = { url: `${gallery.url}/api/photos`, connections: readers };
  const sent = await upload(gallery.url, gallery.token, 1);
  const load = Promise.all([measure(list, seconds.memory), measure(sent, seconds.memory)]);
  const { peak, early, late } = await watchMemory(gallery.metricsUrl, load);
  await wait(5000);
  const after = await resident(gallery.metricsUrl);
  const shown = [before, early, late, peak, after].map((value) => Math.round(value));
  console.log(
    `\nmemory (MiB resident): before ${shown[0]}; ${seconds.memory} s of load: second quarter ${shown[1]}, last quarter ${shown[2]}, peak ${shown[3]}; 5 s after ${shown[4]}`,
  );
  const flat = late - early <= Math.max(noiseMiB, early * targets.growth);
  return verdict(
    "memory, last quarter − second quarter of the minute",
    `${Math.round(late - early)} MiB`,
    flat,
    `at most ${targets.growth * 100} % or ${noiseMiB} MiB`,
  );
}

function row(name: string, { rate, p50, p99, failed }: Measured): void {
  const numbers = [
    Math.round(rate).toString().padStart(10),
    ...[p50, p99, failed].map((n) => String(n).padStart(9)),
  ];
  console.log(`${name.padEnd(32)}${numbers.join("")}`);
}

function verdict(what: string, measured: string, reached: boolean, target: string): string {
  if (!reached) process.exitCode = 1;
  return `${reached ? "reached    " : "NOT REACHED"}  ${what}: ${measured} (target: ${target})`;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
