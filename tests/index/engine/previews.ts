/** Previews of prod in the real engine, one for each case that a reviewer may see, as event logs. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import groundwork from "../../../index";
import { open, type TestStack } from "./engine";

/** Secret values in the scenarios, which must not appear anywhere. */
export const secrets = ["first-secret-of-a-test", "second-secret-of-a-test"] as const;

/** A change of the program: the scenarios have no files to edit. */
interface Edit {
  secret: string;
  databaseName: string | undefined;
}

interface Scenario {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly edit?: Partial<Edit>;
  /** A manual change in the cloud. */
  readonly tamper?: (prod: TestStack) => void;
}

const primaryType = "aws:rds/instance:Instance";

export const scenarios: Readonly<Record<string, Scenario>> = {
  nothing: {},
  create: { settings: { databaseReplicas: 4 } },
  update: { settings: { databaseInstanceClass: "db.m8g.xlarge", logRetentionDays: 731 } },
  delete: { settings: { databaseReplicas: 2 } },
  "replace-protected": { edit: { databaseName: "pictures" } },
  secret: { edit: { secret: secrets[1] }, settings: { databasePasswordVersion: 2 } },
  "failed-settings": { settings: { vpcCidr: "8.8.8.0/24", natGateways: "many" } },
  "failed-provider": {
    tamper: ({ cloud }) => {
      cloud.before = ({ kind, type }) => {
        if (kind === "read" && type === "aws:s3/bucketPolicy:BucketPolicy")
          throw new Refusal("AccessDenied: not authorized to perform: s3:GetBucketPolicy");
      };
    },
  },
  drift: {
    tamper: ({ cloud }) => {
      const [primary] = cloud.list(primaryType).filter(({ name }) => name === "database-primary");
      cloud.tamper(primaryType, primary?.id ?? "", {
        publiclyAccessible: true,
        instanceClass: "db.m8g.4xlarge",
      });
      const [policy] = cloud.list("aws:s3/bucketPolicy:BucketPolicy");
      cloud.tamper("aws:s3/bucketPolicy:BucketPolicy", policy?.id ?? "", "delete");
    },
  },
};

interface Recording {
  readonly events: readonly EngineEvent[];
  readonly succeeded: boolean;
}

/** A running stack and the scenarios: a preview changes nothing, so each scenario starts from the same stack. */
export interface Stage {
  play(name: string): Promise<Recording>;
  close(): void;
}

/** Creates prod in the simulated cloud. Close the stage at the end. Manual changes persist. */
export async function openStage(): Promise<Stage> {
  const before: Edit = { secret: secrets[0], databaseName: undefined };
  const edit = { ...before };
  const prod = await open("prod", { program: async () => program(edit) });
  try {
    await prod.run("up");
  } catch (error) {
    prod.close();
    throw error;
  }
  const file = join(prod.stack.workspace.workDir, "Pulumi.prod.yaml");
  const config = readFileSync(file, "utf8");
  return {
    close: prod.close,
    play: async (name) => {
      const scenario = scenarios[name] ?? {};
      Object.assign(edit, before, scenario.edit);
      prod.set(scenario.settings ?? {});
      scenario.tamper?.(prod);
      try {
        return await record(prod);
      } finally {
        writeFileSync(file, config);
        prod.cloud.before = () => undefined;
      }
    },
  };
}

/**
 * The log without what a preview does not need: debug messages, values computed before a change, and the properties
 * of unchanged resources. Such a recording is a tenth of the log. It does not contain the secrets that are in debug
 * messages or in values computed from them (`tagsAll` from `tags`).
 */
export function trimmed(events: readonly EngineEvent[]): string {
  const kept = events.flatMap((event): unknown[] => {
    const { diagnosticEvent, resourcePreEvent, resOutputsEvent, summaryEvent } = event;
    if (diagnosticEvent)
      return ["error", "warning"].includes(diagnosticEvent.severity) ? [{ diagnosticEvent }] : [];
    if (summaryEvent) return [{ summaryEvent }];
    const step = resourcePreEvent ?? resOutputsEvent;
    if (!step) return [];
    const { op, urn, type, old, new: now } = step.metadata;
    const kind = resourcePreEvent ? "resourcePreEvent" : "resOutputsEvent";
    const found = (step.metadata.diffs ?? []).length > 0 || !step.metadata.new;
    const stays = op === "same" || (op === "refresh" && (kind === "resourcePreEvent" || !found));
    if (kind === "resOutputsEvent" && (op !== "refresh" || stays)) return [];
    const custom = (now ?? old)?.custom;
    if (stays) return [{ [kind]: { metadata: { op, urn, type, ...(custom ? { new: { custom } } : {}) } } }];
    return [{ [kind]: resourcePreEvent ? withoutOutputs(resourcePreEvent) : step }];
  });
  return `${kept.map((event) => JSON.stringify(event)).join("\n")}\n`;
}

function withoutOutputs(event: NonNullable<EngineEvent["resourcePreEvent"]>): unknown {
  const { old, new: now, ...rest } = event.metadata;
  const bare = (state: typeof old) => (state ? { ...state, outputs: {} } : state);
  return { ...event, metadata: { ...rest, old: bare(old), new: bare(now) } };
}

async function record({ stack }: TestStack): Promise<Recording> {
  const events: EngineEvent[] = [];
  try {
    await stack.preview({ refresh: true, onEvent: (event) => void events.push(event) });
    return { events, succeeded: true };
  } catch {
    return { events, succeeded: false };
  }
}

async function program(edit: Edit) {
  pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
    if (edit.databaseName === undefined || type !== primaryType || name !== "database-primary")
      return undefined;
    return { props: { ...props, dbName: edit.databaseName }, opts };
  });
  const outputs = await groundwork(undefined, []);
  const provider = new aws.Provider("audit", { region: "us-east-1" });
  const key = pulumi.secret(edit.secret);
  new aws.cloudwatch.LogGroup(
    "audit",
    { retentionInDays: 30, tags: { team: "audit", access: pulumi.interpolate`key-${key}` } },
    { provider },
  );
  const secret = new aws.secretsmanager.Secret("audit", {}, { provider });
  new aws.secretsmanager.SecretVersion(
    "audit",
    { secretId: secret.id, secretString: edit.secret },
    { provider },
  );
  return outputs;
}
