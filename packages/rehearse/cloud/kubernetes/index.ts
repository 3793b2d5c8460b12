import type { Package } from "../package";
import { latePermissions } from "./access";
import * as core from "./core";
import * as helm from "./helm";
import * as networking from "./networking";
import * as nodes from "./nodes";
import * as releases from "./releases";
import * as workloads from "./workloads";

/** Kubernetes objects and Helm releases. */
export const kubernetes: Package = {
  providers: {
    kubernetes: {
      after: [
        {
          first: ["aws:eks/addon:Addon"],
          because:
            "the API server refuses a principal whose access policy has not taken effect, which an add-on waits for",
          source: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
        },
      ],
    },
  },
  latePermissions: { kubernetes: latePermissions },
  resources: {
    ...core.resources,
    ...workloads.resources,
    ...releases.resources,
    ...helm.resources,
    ...networking.resources,
    ...nodes.resources,
  },
};
