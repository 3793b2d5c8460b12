/**
 * Configures the tools in packages/: passes them the program, its policies and other properties of this project. The tools do
 * not import the platform.
 */
import type { AdoptConfig } from "@groundwork/delivery/adoption/config";
import type { DeliveryConfig } from "@groundwork/delivery/config";
import type { RehearseConfig } from "@groundwork/rehearse/project/config";
import type { AccountConfig } from "@groundwork/state/bootstrap/config";
import { gatedEnvironments } from "./account/environments";
import { backendUrl, REVIEW, secretsProvider, stateBucketName } from "./account/names";
import { reviewStacks } from "./account/review-stacks";
import { images } from "./applications/images";
import { restoredData } from "./applications/restored-data";
import { clusterNamePattern } from "./infra/cluster-name";
import { networkProblemsIn } from "./infra/existing-network-error";
import { image as contract } from "./k8s/image";
import { holdsData } from "./policy/data-types";
import { checkPolicies } from "./policy/results";
import { policySettings } from "./policy/settings";
import { policyRows, policyTable } from "./policy/table";
import { existingVpcIn } from "./settings/existing-vpc";
import { guardRailsIn, guardRailsOff } from "./settings/guard-rails";
import { isAtLeastAsLarge } from "./settings/instance-class";
import { latencyObjective } from "./settings/latency-objective";
import { stackNameProblem } from "./settings/names";
import { hasReleasesIn } from "./settings/releases";
import { sampleChange } from "./settings/sample-change";
import { image } from "./settings/values";

// Both programs are loaded when they are run: commands that only read a setting start a third faster without the AWS SDK.
const config: RehearseConfig & {
  readonly delivery: DeliveryConfig;
  readonly account: AccountConfig;
  readonly adopt: AdoptConfig;
} = {
  program: () => (require("./index") as typeof import("./index"))(),
  policies: {
    folder: "policy",
    list: policyRows,
    table: policyTable,
    check: (resources, values, project) => checkPolicies(resources, policySettings(values, project)),
  },
  holdsData,
  guardRailsIn,
  stackNameProblem,
  guardRailsOff,
  sampleChange,
  delivery: {
    images: {
      list: images,
      deploying: { galleryImagesFrom: "settings" },
      problem: (value) => image.safeParse(value).error?.issues[0]?.message,
    },
    cluster: {
      settings: { region: "region", publicAccessCidrs: "clusterPublicAccessCidrs" },
      name: clusterNamePattern,
    },
    existingVpc: {
      of: existingVpcIn,
      problemsIn: networkProblemsIn,
    },
    isAtLeastAsLarge,
    restore: restoredData,
    hasReleases: hasReleasesIn,
    trial: { prefixes: { api: "/api", web: "/" }, port: contract.httpPort },
    latencyObjective,
    review: reviewStacks,
  },
  account: {
    folder: "account",
    program: () => (require("./account") as typeof import("./account"))(),
    stateBucket: stateBucketName,
    backendUrl,
    secretsProvider,
    reviewEnvironment: REVIEW,
    gatedEnvironments,
    problem: (key, value) =>
      (require("./account/settings") as typeof import("./account/settings")).settingProblem(key, value),
  },
  get adopt() {
    return (require("./adoption") as typeof import("./adoption")).adoption;
  },
};

export default config;
