import { listContainers, podTypes } from "../pods";
import type { ResourcePolicy } from "../policy";
import { getValue } from "../properties";

/** High: every node and every restart must run the image that was reviewed and tested. */
export const pinImages: ResourcePolicy = {
  name: "pin-images",
  level: "mandatory",
  severity: "high",
  description: "Every image has a digest or the tag of one version.",
  reason:
    "With a tag that moves, a restart may run a different, untested image, and nodes may run different ones.",
  fix: "Use the image's digest (@sha256:…) or the tag of a full version, such as 1.4.2.",
  source: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  types: [...podTypes, "aws:lambda/function:Function", "aws:ecs/taskDefinition:TaskDefinition"],
  *check(resource) {
    for (const { name, properties } of listContainers(resource)) {
      const problem = findProblem(getValue(properties, "image"));
      if (problem) yield `container ${name}: ${problem}`;
    }
    const problem =
      resource.type.startsWith("aws:lambda") && findProblem(getValue(resource.properties, "imageUri"));
    if (problem) yield problem;
  },
};

/** Tags that move to newer images, including major and minor versions (1, v1.2). */
const MOVING =
  /^(v?\d{1,3}(\.\d{1,3})?|latest|stable|edge|nightly|current|main|master|trunk|develop|dev|prod|staging)([-.].*)?$/i;
/** A full version with any suffix: 1.4.2, v1.4.2-alpine, 2026.11.24. */
const FULL_VERSION = /^v?\d+\.\d+\.\d+/;

function findProblem(image: unknown): string | undefined {
  if (typeof image !== "string" || image === "") return undefined;
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.includes("@")) return `${image} has an invalid digest`;
  // A port is not a tag: registry.example.com:5000/gallery
  const tag = image.split("/").at(-1)?.split(":")[1];
  if (tag === undefined) return `${image} has neither tag nor digest, which means latest`;
  return MOVING.test(tag) && !FULL_VERSION.test(tag)
    ? `the tag of ${image} moves to newer images`
    : undefined;
}
