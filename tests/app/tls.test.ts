import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import { runMigrations, startGallery, temporaryDirectory } from "../../app/local/gallery";
import { GalleryClient } from "./client";

const folder = temporaryDirectory();
const at = (name: string) => join(folder.path, name);
const serverName = "gallery-primary.abc.eu-west-1.rds.amazonaws.com";
let postgres: PostgresCluster;

/** Creates a certificate authority, like Amazon's for RDS. */
function makeAuthority(name: string): void {
  const subject = ["-subj", `/CN=${name}`, "-addext", "basicConstraints=critical,CA:TRUE"];
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-keyout",
    at(`${name}.key`),
    "-out",
    at(`${name}.pem`),
    ...subject,
  );
}

/** Creates a server certificate for one DNS name, signed by an authority. */
function makeCertificate(authority: string, dnsName: string): void {
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    at("server.key"),
    "-out",
    at("server.csr"),
    "-subj",
    "/CN=x",
  );
  writeFileSync(at("extensions"), `subjectAltName=DNS:${dnsName}\n`);
  const signing = [
    "-CA",
    at(`${authority}.pem`),
    "-CAkey",
    at(`${authority}.key`),
    "-CAcreateserial",
    "-days",
    "1",
  ];
  openssl(
    "x509",
    "-req",
    "-in",
    at("server.csr"),
    "-out",
    at("server.pem"),
    ...signing,
    "-extfile",
    at("extensions"),
  );
}

const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });

beforeAll(async () => {
  makeAuthority("authority");
  makeAuthority("stranger");
  makeCertificate("authority", serverName);
  postgres = await startPostgres({
    replicas: 1,
    tls: { certificate: at("server.pem"), key: at("server.key") },
  });
}, 60_000);
afterAll(async () => {
  await postgres?.stop();
  folder.remove();
});

/** As in the cluster: Service names that no certificate contains. */
const verifying = () => ({
  ...postgres.environment,
  DATABASE_TLS: "verify",
  DATABASE_TLS_CA_FILE: at("authority.pem"),
  DATABASE_PRIMARY_TLS_NAME: serverName,
  DATABASE_REPLICA_TLS_NAMES: serverName,
});

test("the gallery connects with the right authority and name, and its connections are encrypted", async () => {
  await runMigrations(verifying());
  const gallery = await startGallery({ ...verifying(), PHOTOS_DIRECTORY: folder.path });
  try {
    const client = new GalleryClient(gallery);
    await client.add("Over TLS");
    await client.list();
    for (const node of [postgres.primary, ...postgres.replicas]) {
      const connections = await node.query<{ ssl: boolean; version: string }>(
        "SELECT ssl, version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'gallery%'",
      );
      expect(connections.length).toBeGreaterThan(0);
      for (const connection of connections) expect(connection).toEqual({ ssl: true, version: "TLSv1.3" });
    }
  } finally {
    await gallery.stop();
  }
}, 40_000);

test.each([
  [
    "another name than the certificate's",
    { DATABASE_PRIMARY_TLS_NAME: "another.rds.amazonaws.com" },
    /altnames/i,
  ],
  ["an authority that did not sign it", { DATABASE_TLS_CA_FILE: "stranger.pem" }, /certificate/i],
  ["only the authorities of RDS", { DATABASE_TLS_CA_FILE: "" }, /certificate/i],
])(
  "the gallery rejects a server with %s",
  async (_case, change, reason) => {
    const env: Record<string, string> = { ...verifying(), ...change };
    if (env.DATABASE_TLS_CA_FILE === "") delete env.DATABASE_TLS_CA_FILE;
    else if (env.DATABASE_TLS_CA_FILE === "stranger.pem") env.DATABASE_TLS_CA_FILE = at("stranger.pem");
    await expect(runMigrations(env)).rejects.toThrow(reason);
  },
  20_000,
);

test("a replica with a wrong name is not used", async () => {
  const env = { ...verifying(), DATABASE_REPLICA_TLS_NAMES: "another.rds.amazonaws.com" };
  const gallery = await startGallery({ ...env, PHOTOS_DIRECTORY: folder.path });
  try {
    const client = new GalleryClient(gallery);
    await client.list();
    expect(await client.metric("gallery_database_node_in_use", "replica-1")).toBe(0);
    expect(await client.metric("gallery_database_queries_total", 'node="primary",operation="read"')).toBe(1);
  } finally {
    await gallery.stop();
  }
}, 20_000);
