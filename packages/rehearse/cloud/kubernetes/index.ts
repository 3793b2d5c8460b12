import type { Package } from "../package";
import * as core from "./core";
import * as helm from "./helm";
import * as networking from "./networking";
import * as nodes from "./nodes";
import * as workloads from "./workloads";

/** Kubernetes objects and Helm releases. */
export const kubernetes: Package = {
  providers: {
    kubernetes: {
      after: [
        {
          first: ["aws:eks/accessPolicyAssociation:AccessPolicyAssociation"],
          because: "the API server returns Unauthorized to a principal without an access policy",
          source: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
        },
      ],
    },
  },
  resources: {
    ...core.resources,
    ...workloads.resources,
    ...helm.resources,
    ...networking.resources,
    ...nodes.resources,
  },
};
