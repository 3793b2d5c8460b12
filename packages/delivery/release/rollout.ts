/** A Rollout of Argo Rollouts and the results of its queries: https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
import { z } from "zod";

const rolloutSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), generation: z.number() }),
  spec: z.object({
    paused: z.boolean().optional(),
    strategy: z.object({
      canary: z.object({
        steps: z
          .array(z.object({ setWeight: z.number().optional(), pause: z.unknown().optional() }))
          .optional(),
      }),
    }),
    template: z.object({ spec: z.object({ containers: z.array(z.object({ image: z.string() })) }) }),
  }),
  status: z
    .object({
      phase: z.string(),
      message: z.string(),
      abort: z.boolean(),
      observedGeneration: z.string(),
      currentPodHash: z.string(),
      stableRS: z.string(),
      currentStepIndex: z.number(),
      controllerPause: z.boolean(),
      pauseConditions: z.array(z.object({ reason: z.string() })).nullable(),
      canary: z.object({
        weights: z.object({ canary: z.object({ weight: z.number() }) }).optional(),
        currentStepAnalysisRunStatus: z.object({ status: z.string() }).optional(),
      }),
    })
    .partial()
    .optional(),
});

/** Why a release does not continue. */
type Pause = "by hand" | "no result" | "step";

/** The state of an application's release. */
export interface RolloutState {
  readonly namespace: string;
  readonly name: string;
  readonly images: readonly string[];
  /**
   * - complete: the version of the settings gets all requests,
   * - under way: a new version gets a share of them, or the controller has not begun,
   * - aborted: the previous version gets all requests.
   */
  readonly state: "complete" | "under way" | "aborted";
  readonly pause?: Pause;
  /** Share of the requests that the new version gets, in percent. */
  readonly weightPercent: number;
  /** Index in the Rollout's steps, from 0. */
  readonly stepIndex: number;
  readonly stepCount: number;
  /** Whether the new version runs without requests until the end of a pause. */
  readonly isOnTrial: boolean;
  /** Hash of the new version. */
  readonly version: string;
  readonly message: string;
}

/** Reads a Rollout, as JSON. */
export function parseRollout(json: unknown): RolloutState {
  const { metadata, spec, status = {} } = rolloutSchema.parse(json);
  // https://github.com/argoproj/argo-rollouts/blob/v1.10.1/utils/rollout/rolloututil.go
  const isObserved = status.observedGeneration === String(metadata.generation);
  const isStable = status.currentPodHash !== undefined && status.currentPodHash === status.stableRS;
  const pause = pauseOf(spec.paused === true, status);
  const state = stateOf(isObserved, isStable, status);
  const { steps = [] } = spec.strategy.canary;
  const stepIndex = status.currentStepIndex ?? 0;
  const isWithoutRequests = steps.slice(0, stepIndex + 1).every(({ setWeight }) => setWeight === undefined);
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    images: spec.template.spec.containers.map(({ image }) => image),
    state,
    ...(pause === undefined ? {} : { pause }),
    weightPercent: isStable && isObserved ? 100 : (status.canary?.weights?.canary.weight ?? 0),
    stepIndex,
    stepCount: steps.length,
    isOnTrial: state === "under way" && pause === "step" && isWithoutRequests,
    version: status.currentPodHash ?? "",
    message: status.message ?? "",
  };
}

type Status = NonNullable<z.infer<typeof rolloutSchema>["status"]>;

function stateOf(isObserved: boolean, isStable: boolean, { abort, phase }: Status): RolloutState["state"] {
  if (!isObserved) return "under way";
  if (isStable) return "complete";
  // A version that cannot be released at all, such as one with an invalid spec, is Degraded without an abort.
  return abort === true || phase === "Degraded" ? "aborted" : "under way";
}

function pauseOf(isPaused: boolean, { pauseConditions }: Status): Pause | undefined {
  const reasons = (pauseConditions ?? []).map(({ reason }) => reason);
  if (isPaused) return "by hand";
  if (reasons.includes("InconclusiveAnalysisRun")) return "no result";
  return reasons.length > 0 ? "step" : undefined;
}

const runSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
    ownerReferences: z.array(z.object({ kind: z.string(), name: z.string() })).optional(),
  }),
  spec: z.object({
    metrics: z.array(z.object({ name: z.string(), successCondition: z.string().optional() })),
  }),
  status: z
    .object({
      phase: z.string(),
      metricResults: z.array(
        z.object({
          name: z.string(),
          measurements: z.array(z.object({ value: z.string().optional() })).optional(),
        }),
      ),
    })
    .partial()
    .optional(),
});

/** The result of a query, such as the ratio of errors. */
export interface QueryResult {
  readonly name: string;
  /** The last result. Undefined if there was none. */
  readonly value?: number;
  /** Largest value of a version that is released. Undefined if the query decides nothing. */
  readonly bound?: number;
}

/** The queries after one step of a release. */
export interface StepResult {
  readonly run: string;
  readonly application: string;
  /** Hash of the version that they are about. */
  readonly version: string;
  readonly phase: string;
  readonly queries: readonly QueryResult[];
}

/** Reads an AnalysisRun, as JSON. */
export function parseStepResult(json: unknown): StepResult {
  const { metadata, spec, status } = runSchema.parse(json);
  return {
    run: metadata.name,
    application: metadata.ownerReferences?.find(({ kind }) => kind === "Rollout")?.name ?? "",
    version: metadata.labels?.["rollouts-pod-template-hash"] ?? "",
    phase: status?.phase ?? "Pending",
    queries: spec.metrics.map(({ name, successCondition = "" }) => {
      const result = status?.metricResults?.find((each) => each.name === name);
      const value = toNumber(result?.measurements?.at(-1)?.value);
      const bound = /<= ([\d.]+)/.exec(successCondition)?.[1];
      return {
        name,
        ...(value === undefined ? {} : { value }),
        ...(bound === undefined ? {} : { bound: Number(bound) }),
      };
    }),
  };
}

/** The controller writes the result of a query as "[0.0123]", and "[]" without one. */
function toNumber(text: string | undefined): number | undefined {
  const [, digits] = /^\[([^,\]]+)\]$/.exec(text ?? "") ?? [];
  const value = Number(digits);
  return digits === undefined || !Number.isFinite(value) ? undefined : value;
}
