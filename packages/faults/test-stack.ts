/** A stack in the real engine on a simulated cloud, with faults that can be injected and moments that can be restored. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { offersOf } from "@groundwork/rehearse/cloud/aws/offers/data";
import type { Cloud, CloudResource, CloudSnapshot, Operation } from "@groundwork/rehearse/cloud/cloud";
import {
  OperationFailed,
  type OperationName,
  type OperationOptions,
  type Outcome,
  operate,
} from "@groundwork/rehearse/lifecycle/operations";
import { openStack, type RehearsedStack } from "@groundwork/rehearse/lifecycle/workspace";
import { loadConfig, type RehearseConfig, type SampleContext } from "@groundwork/rehearse/project/config";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import {
  type ChangedSettings,
  changeSettings,
  settingsFile,
} from "@groundwork/rehearse/project/stack-settings";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { type Known, knownResources, missingResources, orphans } from "./checks";

/** Cloud, state and settings at one point in time. */
export interface Moment {
  readonly cloud: CloudSnapshot;
  readonly state: string;
  readonly settings: string;
}

export class TestStack {
  private constructor(
    readonly stack: string,
    readonly engine: PulumiCommand,
    readonly cloud: Cloud,
    readonly rehearsed: RehearsedStack,
    readonly config: RehearseConfig,
  ) {}

  static async open(stack: string, engine: PulumiCommand): Promise<TestStack> {
    const config = loadConfig();
    const cloud = newCloud({ types: config.types, existing: config.existing });
    const program = async () => config.program();
    const place = { engine, folder: projectFolder, stack };
    const rehearsed = await openStack({ ...place, cloud, program, checkpoints: true });
    // The SDK reads both after each operation with three more engine calls. Their results are not used here.
    Object.assign(rehearsed.stack, { outputs: async () => ({}), info: async () => undefined });
    return new TestStack(stack, engine, cloud, rehearsed, config);
  }

  close(): void {
    this.rehearsed.close();
  }

  now(): Moment {
    return {
      cloud: this.cloud.snapshot(),
      state: this.stateText(),
      settings: readFileSync(settingsFile(this.rehearsed.stack), "utf8"),
    };
  }

  /** Restores an earlier moment and stops all faults. */
  restore({ cloud, state, settings }: Moment): void {
    this.stopFaults();
    this.cloud.restore(cloud);
    // Locks, histories and backups of operations after that moment.
    const backendFolder = dirname(dirname(dirname(this.rehearsed.stateFile)));
    for (const folder of ["locks", "history", "backups"])
      rmSync(`${backendFolder}/${folder}`, { recursive: true, force: true });
    writeFileSync(this.rehearsed.stateFile, state);
    writeFileSync(settingsFile(this.rehearsed.stack), settings);
  }

  set(settings: ChangedSettings): void {
    changeSettings(settingsFile(this.rehearsed.stack), settings);
  }

  /** What the sample change depends on. */
  sampleContext(): SampleContext {
    const folder = dirname(settingsFile(this.rehearsed.stack));
    const prefix = `${projectName(folder)}:`;
    const own = Object.entries(readStackConfig(folder, this.stack).config).filter(([key]) =>
      key.startsWith(prefix),
    );
    return {
      config: Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
      zonesOf: (region) => offersOf(region)?.zones ?? [],
    };
  }

  run(operation: OperationName, options: OperationOptions = {}): Promise<Outcome> {
    return operate(this.rehearsed.stack, operation, options);
  }

  /** Runs an operation. Returns the error message if it failed, undefined if it succeeded. */
  async failureOf(operation: OperationName, options: OperationOptions = {}): Promise<string | undefined> {
    try {
      await this.run(operation, options);
      return undefined;
    } catch (error) {
      if (error instanceof OperationFailed) return error.message;
      throw error;
    }
  }

  /** Calls a function before each operation of the cloud. An error that it throws becomes the cloud's response. */
  interceptBefore(inject: (operation: Operation) => void | Promise<void>): void {
    this.cloud.before = inject;
  }

  /** Calls a function after each operation of the cloud. An error that it throws replaces the cloud's response. */
  interceptAfter(inject: (operation: Operation) => void | Promise<void>): void {
    this.cloud.after = inject;
  }

  /** Calls a function in each step of an operation with several steps, such as those of Helm. An error makes the step fail. */
  interceptDuring(inject: Cloud["during"]): void {
    this.cloud.during = inject;
  }

  stopFaults(): void {
    this.cloud.before = () => undefined;
    this.cloud.during = () => undefined;
    this.cloud.after = () => undefined;
  }

  known(): readonly Known[] {
    return knownResources(this.stateText());
  }

  /** Whether any resource of the stack is protected from deletion. */
  isGuarded(): boolean {
    return this.known().some(({ protect }) => protect === true);
  }

  /** Resources that exist in the cloud but are not in the state. */
  orphans(): CloudResource[] {
    return orphans(this.cloud.list(), this.known());
  }

  /** Differences between state and cloud, as sentences. */
  disagreements(): string[] {
    const unknown = this.orphans().map(({ type, name }) => `${name} (${type}) is not in the state`);
    return [...unknown, ...missingResources(this.cloud.list(), this.known())];
  }

  private stateText(): string {
    return readFileSync(this.rehearsed.stateFile, "utf8");
  }
}

/** Whether a URN of the engine and an operation of the cloud refer to the same resource. */
export function isOn(urn: string, { type, name }: { readonly type: string; readonly name: string }): boolean {
  return urn.endsWith(`::${name}`) && (urn.includes(`$${type}::`) || urn.includes(`::${type}::`));
}
