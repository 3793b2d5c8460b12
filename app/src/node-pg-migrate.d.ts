// The package is ESM only and describes its types through "exports", which this project's CommonJS module
// resolution does not read. Only what migrate.ts uses is declared here.
declare module "node-pg-migrate" {
  import type { ClientBase } from "pg";

  export function runner(options: {
    dbClient: ClientBase;
    dir: string;
    migrationsTable: string;
    direction: "up";
    checkOrder: boolean;
    singleTransaction: boolean;
    advisoryLockMode: "fail" | "wait";
    count?: number;
    log?: (message: string) => void;
  }): Promise<{ name: string }[]>;
}
