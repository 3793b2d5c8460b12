/** A stack in the real engine on a simulated cloud that can be broken, and put back to an earlier time. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud, CloudResource, CloudSnapshot, Operation } from "@groundwork/rehearse/cloud/cloud";
import {
  OperationFailed,
  type OperationName,
  type OperationOptions,
  type Outcome,
  operate,
} from "@groundwork/rehearse/lifecycle/operations";
import { openStack, type RehearsedStack } from "@groundwork/rehearse/lifecycle/workspace";
import { loadConfig, type RehearseConfig } from "@groundwork/rehearse/project/config";
import { projectFolder } from "@groundwork/rehearse/project/files";
import {
  type ChangedSettings,
  changeSettings,
  settingsFile,
} from "@groundwork/rehearse/project/stack-settings";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { ghosts, type Known, knownResources, orphans } from "./checks";

/** Cloud, state and settings at one time. */
export interface Moment {
  readonly cloud: CloudSnapshot;
  readonly state: string;
  readonly settings: string;
}

export class World {
  private constructor(
    readonly stack: string,
    readonly engine: PulumiCommand,
    readonly cloud: Cloud,
    readonly rehearsed: RehearsedStack,
    readonly config: RehearseConfig,
  ) {}

  static async open(stack: string, engine: PulumiCommand): Promise<World> {
    const cloud = newCloud();
    const config = loadConfig();
    const program = async () => config.program();
    const rehearsed = await openStack({ engine, folder: projectFolder, stack, cloud, program });
    // The SDK asks for both after each operation, three more calls of the engine; nobody reads them here.
    Object.assign(rehearsed.stack, { outputs: async () => ({}), info: async () => undefined });
    return new World(stack, engine, cloud, rehearsed, config);
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

  /** Back to an earlier moment, with a cloud that works. */
  backTo({ cloud, state, settings }: Moment): void {
    this.mend();
    this.cloud.restore(cloud);
    // Locks, histories and copies of what no longer happened.
    const books = dirname(dirname(dirname(this.rehearsed.stateFile)));
    for (const folder of ["locks", "history", "backups"])
      rmSync(`${books}/${folder}`, { recursive: true, force: true });
    writeFileSync(this.rehearsed.stateFile, state);
    writeFileSync(settingsFile(this.rehearsed.stack), settings);
  }

  set(settings: ChangedSettings): void {
    changeSettings(settingsFile(this.rehearsed.stack), settings);
  }

  run(operation: OperationName, options: OperationOptions = {}): Promise<Outcome> {
    return operate(this.rehearsed.stack, operation, options);
  }

  /** Runs an operation; gives why it failed, or undefined when it did not. */
  async failureOf(operation: OperationName, options: OperationOptions = {}): Promise<string | undefined> {
    try {
      await this.run(operation, options);
      return undefined;
    } catch (error) {
      if (error instanceof OperationFailed) return error.message;
      throw error;
    }
  }

  /** Calls something before each operation of the cloud; what it throws is the cloud's answer. */
  breakBefore(meet: (operation: Operation) => void | Promise<void>): void {
    this.cloud.before = meet;
  }

  /** Calls something after each operation of the cloud; what it throws is heard instead of the answer. */
  breakAfter(meet: (operation: Operation) => void | Promise<void>): void {
    this.cloud.after = meet;
  }

  mend(): void {
    this.cloud.before = () => undefined;
    this.cloud.after = () => undefined;
  }

  known(): readonly Known[] {
    return knownResources(this.stateText());
  }

  /** Whether anything of the stack is protected from being deleted. */
  isGuarded(): boolean {
    return this.known().some(({ protect }) => protect === true);
  }

  /** What exists and stands in no state. */
  orphans(): CloudResource[] {
    return orphans(this.cloud.list(), this.known());
  }

  /** Where state and cloud do not agree, as sentences. */
  disagreements(): string[] {
    const unknown = this.orphans().map(({ type, name }) => `no state knows ${name} (${type})`);
    return [...unknown, ...ghosts(this.cloud.list(), this.known())];
  }

  private stateText(): string {
    return readFileSync(this.rehearsed.stateFile, "utf8");
  }
}

/** How the engine and this cloud call an operation on a resource. */
export function isOn(urn: string, { type, name }: { readonly type: string; readonly name: string }): boolean {
  return urn.endsWith(`::${name}`) && (urn.includes(`$${type}::`) || urn.includes(`::${type}::`));
}
