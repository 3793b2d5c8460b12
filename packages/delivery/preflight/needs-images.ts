/** The container images of a program, and the platforms that they must have. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { isProperties, valueAt, valuesAt } from "@groundwork/rehearse/cloud/paths";
import { containersOf, nodesOf, podsOf } from "./needs-nodes";

export interface ImageNeed {
  readonly image: string;
  /** Lambda accepts no image index. */
  readonly use: "nodes" | "lambda";
  /** Such as `arm64` and `amd64`. */
  readonly architectures: readonly string[];
  /** Names of the resources that use it. */
  readonly from: readonly string[];
}

const LAMBDA = "aws:lambda/function:Function";

export function imagesOf(resources: readonly EvaluatedResource[]): readonly ImageNeed[] {
  const all = nodesOf(resources).architectures;
  const ofPods = podsOf(resources).flatMap((pod) => {
    const selected = valueAt(pod.spec, "nodeSelector");
    const arch = isProperties(selected) ? selected["kubernetes.io/arch"] : undefined;
    const architectures = typeof arch === "string" ? [arch] : all;
    return containersOf(pod).flatMap(({ image }) =>
      typeof image === "string" ? [{ image, use: "nodes" as const, architectures, from: pod.name }] : [],
    );
  });
  const ofFunctions = resources.flatMap(({ type, name, inputs }) =>
    type !== LAMBDA
      ? []
      : valuesAt(inputs, "imageUri").map((image) => ({
          image,
          use: "lambda" as const,
          architectures: lambdaArchitectures(valuesAt(inputs, "architectures[]")),
          from: name,
        })),
  );
  const found = [...ofPods, ...ofFunctions];
  const keys = [...new Set(found.map(({ use, image }) => `${use} ${image}`))];
  return keys.flatMap((key) => {
    const same = found.filter(({ use, image }) => `${use} ${image}` === key);
    const [first] = same;
    if (first === undefined) return [];
    const architectures = [...new Set(same.flatMap((each) => each.architectures))].sort();
    return [{ ...first, architectures, from: [...new Set(same.map(({ from }) => from))] }];
  });
}

/** Lambda's names, in those of images. Default of Lambda: x86_64. */
function lambdaArchitectures(given: readonly string[]): readonly string[] {
  return (given.length === 0 ? ["x86_64"] : given).map((each) => (each === "x86_64" ? "amd64" : each));
}
