/**
 * The policy pack, for `pulumi preview --policy-pack policy`. Each file in rules/ defines one policy.
 *
 * The engine passes the stack's config to the pack's process, as it does to the program (constructEnv in
 * https://github.com/pulumi/pulumi/blob/master/pkg/resource/plugin/analyzer_plugin.go).
 */
import { type Policies, PolicyPack } from "@pulumi/policy";
import { getProject, runtime } from "@pulumi/pulumi";
import { createPolicies } from "./pack";

new PolicyPack("groundwork", {
  policies: createPolicies(runtime.allConfig(), getProject()) satisfies Policies,
});
