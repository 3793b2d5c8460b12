/** Loaded into a process of the gallery before its own code: gives a version a fault. FAULT names it (versions.ts). */
import { Client, DatabaseError } from "pg";

const [kind = "", amount = ""] = (process.env.FAULT ?? "").split(",");

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
    const fails = isNamed && kind === "errors" && Math.random() < Number(amount);
    return fails ? Promise.reject(undefinedColumn()) : run();
  },
});
