/** The part of a stack that applications use. */
import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import type { Cluster } from "../infra/cluster";
import type { Database } from "../infra/database";
import type { EncryptionKey } from "../infra/encryption-key";
import type { Alerting } from "../infra/monitoring";
import type { NetworkOutputs } from "../infra/network";
import type { Nodes } from "../k8s/nodes";
import type { Settings } from "../settings";
import type { ApplicationSpec } from "./spec";

/** What index.ts creates before the applications, and the settings of the stack. */
export interface Platform {
  readonly settings: Settings;
  /** The applications beside the gallery. */
  readonly specs: readonly ApplicationSpec[];
  readonly account: Account;
  readonly network: NetworkOutputs;
  readonly cluster: Cluster;
  readonly database: Database;
  readonly alerting: Alerting;
  readonly nodes: Nodes;
  /** Encrypts logs. */
  readonly platformKey: EncryptionKey;
  /** Encrypts data, such as files and messages. */
  readonly dataKey: EncryptionKey;
  /** Options with the provider for AWS. */
  readonly options: pulumi.ComponentResourceOptions;
  /** Options with the provider for Kubernetes. */
  readonly inCluster: pulumi.ComponentResourceOptions;
}
