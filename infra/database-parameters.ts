import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link createParameterGroup}. */
export interface ParameterGroupArgs {
  /** PostgreSQL version of the instances. A new major version replaces the group. */
  readonly engineVersion: string;
  /** Whether the instances accept writes. Changing it restarts nothing. */
  readonly writable: boolean;
}

/** Creates the parameter group of instances. */
export function createParameterGroup(
  name: string,
  { engineVersion, writable }: ParameterGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.rds.ParameterGroup {
  const immediate = (parameter: string, value: string) => ({
    name: parameter,
    value,
    applyMethod: "immediate",
  });
  return new aws.rds.ParameterGroup(
    name,
    {
      family: `postgres${engineVersion.split(".")[0]}`,
      parameters: [
        immediate("rds.force_ssl", "1"),
        { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
        // Logs statements that take longer than this, in milliseconds.
        immediate("log_min_duration_statement", "500"),
        immediate("log_lock_waits", "1"),
        // Applies to the next transaction of each connection, unless the transaction itself asks for writes.
        // https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-DEFAULT-TRANSACTION-READ-ONLY
        ...(writable ? [] : [immediate("default_transaction_read_only", "1")]),
      ],
    },
    opts,
  );
}
