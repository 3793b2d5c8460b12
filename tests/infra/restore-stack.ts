/** A stack without an engine, for `groundwork restore`: an `up` puts the instances of the phase in its settings into its state. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Phase, progressOf, type Source, settingsFor } from "@groundwork/delivery/restore/phases";
import { changeSettings, settingsOf } from "@groundwork/rehearse/project/stack-settings";
import { Stack } from "@pulumi/pulumi/automation";
import { restoredData } from "../../applications/restored-data";
import { phaseStates } from "../../infra/database-restore";
import { checkRestoreOrder, type RestoreProgress } from "../../infra/restore-order";

/** ARN of the key that encrypts the instances. */
export const keyArn = "arn:aws:kms:us-east-1:111122223333:key/data";

export class RestoreStack {
  private readonly folder = mkdtempSync(join(tmpdir(), "groundwork-restore-stack-"));
  private readonly file = join(this.folder, "Pulumi.dev.yaml");
  deployed: RestoreProgress = { generation: 1, phase: "none" };
  private source: Source | undefined;
  instances: readonly string[] = namesOf(1, true);
  /** Phases of the updates, in their order. */
  readonly updates: string[] = [];
  /** Makes an update fail. Default: it does not. */
  failing: () => void = () => undefined;
  readonly stack: Stack;

  constructor() {
    writeFileSync(join(this.folder, "Pulumi.yaml"), "name: groundwork\n");
    writeFileSync(this.file, "config: {}\n");
    const members = {
      name: "dev",
      workspace: { workDir: this.folder },
      outputs: async () => ({
        databaseRestore: { value: { ...this.deployed, ...this.source }, secret: false },
      }),
      exportStack: async () => ({ deployment: { resources: this.instances.map(stateOf) } }),
      history: async () => [],
      preview: async () => undefined,
      up: async () => this.up(),
    };
    this.stack = Object.create(Stack.prototype, Object.getOwnPropertyDescriptors(members));
  }

  /** Puts the stack into a phase of a restore. */
  static in(phase: Phase, source: Source): RestoreStack {
    const stack = new RestoreStack();
    changeSettings(stack.file, settingsFor(phase, source));
    stack.deployed = { generation: 1, phase };
    stack.source = source;
    stack.instances = wanted(1, phase);
    return stack;
  }

  /** Puts the stack into the first phase, whose update was interrupted before it created an instance. */
  static interrupted(source: Source): RestoreStack {
    const stack = new RestoreStack();
    changeSettings(stack.file, settingsFor("created", source));
    return stack;
  }

  settings(): string {
    return readFileSync(this.file, "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private up(): void {
    const { generation, phase, source } = progressOf(settingsOf(this.folder, "dev"));
    checkRestoreOrder(this.deployed, { generation, phase });
    this.failing();
    this.deployed = { generation, phase };
    this.source = source;
    this.instances = wanted(generation, phase);
    this.updates.push(phase);
  }
}

const wanted = (generation: number, phase: Phase | "none") =>
  phase === "none"
    ? namesOf(generation, true)
    : [...namesOf(generation, true), ...namesOf(generation + 1, phaseStates[phase].restored.replicas)];

function namesOf(generation: number, replicas: boolean): readonly string[] {
  const name = restoredData.generationName(generation);
  return [`${name}-primary`, ...(replicas ? [`${name}-replica-1`] : [])];
}

/** An instance as in an exported state. */
function stateOf(name: string) {
  const type = "aws:rds/instance:Instance";
  return {
    type,
    urn: `urn:pulumi:dev::groundwork::${type}::${name}`,
    inputs: { password: `of ${name}` },
    outputs: {
      address: name,
      identifier: `groundwork-dev-${name}`,
      kmsKeyId: keyArn,
      maxAllocatedStorage: 100,
    },
  };
}
