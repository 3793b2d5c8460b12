/** Loaded into a process of the gallery before its own code: gives a version a fault. FAULT names it (versions.ts). */
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, DatabaseError } from "pg";

const [kind = "", amount = "", file] = (process.env.FAULT ?? "").split(",");
if (kind === "crash") {
  console.error("This version crashes at its start.");
  process.exit(1);
}

/** The error of a query that names a column which does not exist. */
function undefinedColumn(): DatabaseError {
  const error = new DatabaseError('column "titel" does not exist', 0, "error");
  error.code = "42703";
  return error;
}

const { query } = Client.prototype;
Object.assign(Client.prototype, {
  query(this: Client, ...args: Parameters<typeof query>) {
    const run = () => Reflect.apply(query, this, args);
    // The statements of requests have names; probes of the database have none.
    const [statement] = args as readonly unknown[];
    const isNamed = typeof statement === "object" && statement !== null && "name" in statement;
    const isActive = file === undefined || existsSync(file);
    if (!isNamed || !isActive) return run();
    if (kind === "errors" && Math.random() < Number(amount)) return Promise.reject(undefinedColumn());
    return kind === "slow" ? sleep(Number(amount)).then(run) : run();
  },
});
