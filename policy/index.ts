/**
 * The policy pack, for `pulumi preview --policy-pack policy`. Each policy stands in a file of its own in rules/; here
 * they are told to the engine.
 *
 * The engine hands the stack's config to the pack's process, as it does to the program (constructEnv in
 * https://github.com/pulumi/pulumi/blob/master/pkg/resource/plugin/analyzer_plugin.go).
 */
import { type Policies, PolicyPack } from "@pulumi/policy";
import { getProject, runtime } from "@pulumi/pulumi";
import { pack } from "./pack";

new PolicyPack("groundwork", { policies: pack(runtime.allConfig(), getProject()) satisfies Policies });
