/**
 * Runs one SQL statement in a pod, which is the only place that reaches the database:
 * `node dist/database/query.js primary "SELECT now()"`. For an incident; docs/on-call.md describes it.
 */
import { Client } from "pg";
import { ConfigError, readConfig } from "../config";
import { clientOptions, endpoints } from "./tls";

async function main([name, statement, ...more]: readonly string[]): Promise<void> {
  const config = readConfig("migrate", process.env);
  const { primary, replicas } = endpoints(config);
  const nodes = [primary, ...replicas];
  const node = nodes.find((each) => each.name === name);
  if (node === undefined || statement === undefined || more.length > 0) {
    const names = nodes.map((each) => each.name).join("|");
    throw new ConfigError([`usage: query.js ${names} "STATEMENT"`]);
  }
  const client = new Client({
    ...clientOptions(config, node),
    application_name: "gallery-on-call",
    statement_timeout: 60_000,
  });
  await client.connect();
  try {
    const { rows, rowCount, command } = await client.query(statement);
    if (rows.length > 0) console.table(rows);
    else console.log(`${command}: ${rowCount ?? 0} rows`);
  } finally {
    await client.end();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // A mistake in the statement is not a crash of the program.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
