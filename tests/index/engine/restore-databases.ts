/**
 * The databases of a restore as real PostgreSQL servers, with a real gallery on each: one server for the former instances of the simulated
 * cloud, and one for the restored ones. A program in the place of kubectl runs statements on them, as a pod does.
 */
import { writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import type { Login } from "@groundwork/delivery/restore/statements";
import type { Cloud, CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { type Gallery, runMigrations, startGallery } from "../../../app/local/gallery";
import { newKey } from "../../../app/src/storage/keys";
import { restoredData } from "../../../applications/restored-data";
import { openPod, type Pod } from "../../app/pod";

const { statements } = restoredData;
export const instanceType = "aws:rds/instance:Instance";
const parametersType = "aws:rds/parameterGroup:ParameterGroup";
const versionType = "aws:secretsmanager/secretVersion:SecretVersion";

/** A server, and the gallery whose pods use it. */
class Server {
  private constructor(
    readonly postgres: PostgresCluster,
    private readonly gallery: Gallery,
    private readonly removePhotos: () => void,
  ) {}

  static async start(): Promise<Server> {
    const photos = temporaryFolder("groundwork-restored-photos-");
    const postgres = await startPostgres({ replicas: 0 });
    await runMigrations(postgres.environment);
    const gallery = await startGallery({ ...postgres.environment, PHOTOS_DIRECTORY: photos.path });
    const server = new Server(postgres, gallery, photos.remove);
    // The migrations have run before the time to which the test restores.
    await server.query("UPDATE schema_migrations SET run_on = '2026-01-01T00:00:00Z'");
    return server;
  }

  query(text: string) {
    return this.postgres.primary.query(text, [], this.postgres.environment.DATABASE_NAME);
  }

  insert(title: string, createdAt: string) {
    return this.query(
      "INSERT INTO photos (object_key, content_type, title, bytes, created_at) " +
        `VALUES ('${newKey("image/png")}', 'image/png', '${title}', 1, '${createdAt}')`,
    );
  }

  /** Whether a new session can write. */
  async accepts(): Promise<boolean> {
    const [row] = await this.query("SHOW default_transaction_read_only");
    return row?.default_transaction_read_only === "off";
  }

  async setReadOnly(readOnly: boolean): Promise<void> {
    await this.query(`ALTER SYSTEM SET default_transaction_read_only = ${readOnly ? "on" : "off"}`);
    await this.query("SELECT pg_reload_conf()");
  }

  get login(): Login {
    const { DATABASE_PRIMARY_HOST: host, DATABASE_PASSWORD: password } = this.postgres.environment;
    return { host: String(host), password: String(password) };
  }

  get url(): string {
    return this.gallery.url;
  }

  async stop(): Promise<void> {
    await this.gallery.stop("SIGKILL");
    await this.postgres.stop();
    this.removePhotos();
  }
}

export class RestoreDatabases {
  /** The statements that kubectl ran: `schema on database-primary`. */
  readonly asked: string[] = [];
  private readonly servers: { close(): void }[] = [];
  private readonly pod: Pod;
  /** Address of the gallery: it answers from the database that applications use. */
  galleryUrl = "";
  /** Environment variables for the program in the place of kubectl. */
  environment: Readonly<Record<string, string>> = {};

  private constructor(
    private readonly cloud: Cloud,
    readonly former: Server,
    readonly restored: Server,
  ) {
    this.pod = openPod(former.postgres.environment);
    cloud.after = async ({ kind, type, name }) => {
      if (type === parametersType && kind !== "delete" && name.endsWith("-primary"))
        await this.configure(name);
    };
  }

  static async open(cloud: Cloud): Promise<RestoreDatabases> {
    const databases = new RestoreDatabases(cloud, await Server.start(), await Server.start());
    databases.galleryUrl = await databases.listen((request, response) => {
      void fetch(`${databases.inUse().url}${request.url}`).then(async (answer) => {
        response.writeHead(answer.status, { "gallery-node": answer.headers.get("gallery-node") ?? "" });
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
    const KUBECTL_SERVER = await databases.listen((request, response) => {
      void json(request)
        .then((call) => databases.exec(call as Call))
        .then((ended) => response.end(JSON.stringify(ended)));
    });
    databases.environment = { KUBECTL_SERVER };
    return databases;
  }

  /** Titles of the photos that the gallery lists, newest first. */
  async listed(): Promise<readonly string[]> {
    const answer = await fetch(`${this.galleryUrl}/api/photos`);
    const { photos } = (await answer.json()) as { photos: { title: string; createdAt: string }[] };
    return [...photos]
      .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
      .map(({ title }) => title);
  }

  async close(): Promise<void> {
    for (const server of this.servers) server.close();
    this.pod.remove();
    await Promise.all([this.former.stop(), this.restored.stop()]);
  }

  /** The server of an instance, by the instance's name in the program. */
  private serverOf(name: string): Server {
    return name.startsWith("database-2-") ? this.restored : this.former;
  }

  /** The server that the secret of the stack names. */
  private inUse(): Server {
    const [version] = this.cloud.list(versionType);
    const { host } = JSON.parse(String(version?.inputs.secretString));
    return this.serverOf(this.instanceAt(host)?.name ?? "");
  }

  private instanceAt(host: string): CloudResource | undefined {
    return this.cloud.find(instanceType, host, "address");
  }

  /** RDS applies a changed parameter group to the running primary. */
  private async configure(name: string): Promise<void> {
    const group = this.cloud.list(parametersType).find((each) => each.name === name);
    const readOnly = JSON.stringify(group?.inputs.parameters).includes("default_transaction_read_only");
    await this.serverOf(name).setReadOnly(readOnly);
  }

  /** What kubectl does: it runs the program in a pod, whose connections reach the instance of the login. */
  private async exec({ args, stdin }: Call) {
    const fail = (stderr: string) => ({ status: 1, stdout: "", stderr });
    const { namespace, workload, program } = statements;
    const expected = ["--namespace", namespace, "exec", "--stdin", workload, "--", "node", "-e", program];
    if (JSON.stringify(args.slice(2)) !== JSON.stringify(expected))
      return fail(`unexpected: kubectl ${args.join(" ")}`);
    const { statement, login } = JSON.parse(stdin) as { statement: string; login: Login };
    const instance = this.instanceAt(login.host);
    if (instance === undefined) return fail(`getaddrinfo ENOTFOUND ${login.host}`);
    if (instance.inputs.password !== login.password)
      return fail("password authentication failed for user gallery");
    this.asked.push(`${kindOf(statement)} on ${instance.name}`);
    return this.pod.exec(program, JSON.stringify({ statement, login: this.serverOf(instance.name).login }));
  }

  private async listen(handle: RequestListener): Promise<string> {
    const server = createServer(handle);
    this.servers.push({
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : undefined}`;
  }
}

/** A call of kubectl. */
interface Call {
  readonly args: readonly string[];
  readonly stdin: string;
}

function kindOf(statement: string): string {
  if (statement === statements.schema) return "schema";
  return statement === statements.writers ? "writers" : "rows";
}

/** Writes a program with the name kubectl into a folder. It passes its arguments and its stdin to the server. */
export function installKubectl(folder: string): void {
  const script = `
const stdin = require("node:fs").readFileSync(0, "utf8");
const body = JSON.stringify({ args: process.argv.slice(2), stdin });
fetch(process.env.KUBECTL_SERVER, { method: "POST", body })
  .then((answer) => answer.json())
  .then(({ status, stdout, stderr }) => {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = status;
  });
`;
  writeFileSync(join(folder, "kubectl.js"), script);
  const start = `#!/bin/sh\nexec '${process.execPath}' '${join(folder, "kubectl.js")}' "$@"\n`;
  writeFileSync(join(folder, "kubectl"), start, { mode: 0o755 });
}
