/** Rollouts and AnalysisRuns as kubectl prints them, and a stand-in for kubectl that has them. */
import type { Kubectl } from "@groundwork/state/releases";

interface Given {
  readonly name?: string;
  readonly image?: string;
  /** Whether the current version is the stable one. */
  readonly isStable?: boolean;
  readonly paused?: boolean;
  readonly steps?: readonly object[];
  readonly status?: object;
}

const steps = [{ setWeight: 5 }, { pause: { duration: "5m" } }, { analysis: {} }];

/** At the pause before the first share of the requests. */
export const onTrial: Given = {
  steps: [
    { setCanaryScale: { weight: 5 } },
    { pause: { duration: "1m" } },
    { setCanaryScale: { matchTrafficWeight: true } },
    ...steps,
  ],
  status: {
    phase: "Paused",
    currentStepIndex: 1,
    pauseConditions: [{ reason: "CanaryPauseStep" }],
    canary: { weights: { canary: { weight: 0 } } },
  },
};

/** A Rollout at the step with 5 %, unless the status says otherwise. */
export const rolloutObject = ({
  name = "api",
  image = "r/gallery:2",
  isStable = false,
  paused,
  steps: given = steps,
  status,
}: Given = {}) => ({
  metadata: { name, namespace: "gallery", generation: 4 },
  spec: {
    ...(paused === undefined ? {} : { paused }),
    strategy: { canary: { steps: given } },
    template: { spec: { containers: [{ image }] } },
  },
  status: {
    phase: isStable ? "Healthy" : "Progressing",
    observedGeneration: "4",
    currentPodHash: isStable ? "old" : "new",
    stableRS: "old",
    currentStepIndex: isStable ? 3 : 2,
    canary: { weights: { canary: { weight: isStable ? 0 : 5 } } },
    ...status,
  },
});

/** The queries after a step, with these results. */
export const runObject = (phase: string, values: Readonly<Record<string, string>>) => ({
  metadata: {
    name: "api-new-2-2",
    labels: { "rollouts-pod-template-hash": "new" },
    ownerReferences: [{ kind: "Rollout", name: "api" }],
  },
  spec: {
    metrics: [
      { name: "requests" },
      { name: "errors", successCondition: "len(result) > 0 && result[0] <= 0.0144" },
      { name: "slow-reads", successCondition: "len(result) > 0 && result[0] <= 0.144" },
    ],
  },
  status: {
    phase,
    metricResults: Object.entries(values).map(([name, value]) => ({ name, measurements: [{ value }] })),
  },
});

/** A kubectl for a cluster with these objects, which can change between two calls. */
export function cluster(objects: {
  rollouts: readonly ReturnType<typeof rolloutObject>[];
  runs?: readonly object[];
}): { readonly kubectl: Kubectl; readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = [];
  return {
    calls,
    kubectl: async (...args) => {
      calls.push(args);
      const [verb, type, name] = args;
      if (verb !== "get") return "";
      if (type === "analysisruns.argoproj.io") return JSON.stringify({ items: objects.runs ?? [] });
      const found = objects.rollouts.find(({ metadata }) => metadata.name === name);
      return found === undefined ? "" : JSON.stringify(found);
    },
  };
}
