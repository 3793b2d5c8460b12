import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { type Change, nameOf, type OperationName, operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack, type RehearsedStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { changeSettings, settingsFile } from "@groundwork/rehearse/project/stack-settings";
import { engine } from "@groundwork/testbed/engine";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import groundwork from "../../../index";

/** A stack of the project in the real engine, its simulated cloud, and what tests ask of them. */
export interface TestStack extends RehearsedStack {
  readonly cloud: Cloud;
  /** Changes settings in the stack's file, by key without the namespace. */
  set(settings: Readonly<Record<string, unknown>>): void;
  /** Runs an operation; returns the resources that changed. */
  run(operation: OperationName): Promise<readonly Change[]>;
}

/**
 * Opens a stack with the settings in its file. Close it at the end.
 *
 * @param options.scope another one for each stack in the same cloud
 * @param options.checkpoints as in `openStack`
 */
export async function open(
  stack: string,
  {
    program = async () => groundwork(undefined, []),
    cloud = newCloud(),
    scope = "",
    checkpoints = false,
  }: { program?: PulumiFn; cloud?: Cloud; scope?: string; checkpoints?: boolean } = {},
): Promise<TestStack> {
  const { command } = await engine();
  const place = { engine: command, folder: projectFolder, stack };
  const opened = await openStack({ ...place, cloud, program, scope, checkpoints });
  return {
    ...opened,
    cloud,
    set: (settings) => changeSettings(settingsFile(opened.stack), settings),
    run: async (operation) => (await operate(opened.stack, operation)).changes,
  };
}

/** `create database-replica-2 (aws:rds/instance:Instance)`, sorted. */
export function summary(changes: readonly Change[]): string[] {
  return changes.map(({ op, urn }) => `${op} ${nameOf(urn)}`).sort();
}
