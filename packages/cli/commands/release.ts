/** `groundwork release STACK status | promote | abort | pause [--application NAME] [--full] [--kubeconfig FILE]` */
import { Argument, Command } from "@commander-js/extra-typings";
import { act, actions } from "@groundwork/delivery/release/actions";
import { describeRollout, describeStepResult } from "@groundwork/delivery/release/describe";
import {
  readRollouts,
  readStepResults,
  rolloutsInState,
  selectRollout,
  withCluster,
} from "@groundwork/delivery/release/stack-releases";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { readKubeconfig } from "../kubeconfig-option";
import { backendOf, nameOf } from "../state";

const description = `Shows the releases of a stack's applications (setting \`releases\`), or acts on one that is under way:

  status   the share of the requests that the new version gets, and the results of the queries after each step
  promote  continues a paused release, or ends the current step; --full skips all steps and queries
  abort    returns all requests to the previous version
  pause    keeps the share of the requests, until promote or abort

Needs access to the cluster with kubectl, and to the stack's state.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("<stack>", "the stack")
    .addArgument(new Argument("<action>", "what to do").choices(["status", ...actions] as const))
    .option("--application <name>", "the application (default: the only one whose release is under way)")
    .option("--full", "with promote: skip all steps and queries")
    .option("--kubeconfig <file>", "the cluster (default: the cluster in the stack's state)")
    .action(async (given, action, { application, full = false, kubeconfig: file }) => {
      const stack = stackArgument(given);
      if (full && action !== "promote")
        throw new Explained(`--full is an option of promote, not of ${action}.`);
      const [backend, name] = [backendOf({}), nameOf({ stack })];
      const names = await rolloutsInState(backend, name);
      if (names.length === 0) {
        if (action === "status") return console.log(`${stack} has rolling updates only: no release to show.`);
        throw new Explained(
          `${stack} has rolling updates only. The setting \`releases\` selects another strategy (docs/releases.md).`,
        );
      }
      const kubeconfig = file === undefined ? undefined : readKubeconfig(file);
      await withCluster(
        backend,
        name,
        async (kubectl) => {
          const rollouts = await readRollouts(kubectl, names);
          if (action !== "status") {
            const rollout = selectRollout(rollouts, application, stack);
            await act(kubectl, action, rollout, full);
            console.log(`${rollout.name}: ${done[action]}`);
            console.log(`Look at it with: npx --no groundwork release ${stack} status`);
            return;
          }
          const shown = application === undefined ? rollouts : [selectRollout(rollouts, application, stack)];
          const results = await readStepResults(kubectl, shown);
          for (const rollout of shown) {
            console.log(describeRollout(rollout));
            for (const result of results.filter((each) => each.application === rollout.name))
              console.log(`    ${describeStepResult(result) ?? `${rollout.name}: the queries run`}`);
          }
        },
        kubeconfig,
      );
    });
}

const done = {
  promote: "promoted",
  abort: "aborted, all requests go to the previous version",
  pause: "paused until promote or abort",
} as const;
