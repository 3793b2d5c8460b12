import { containers, podKinds } from "../pods";
import type { ResourcePolicy } from "../policy";
import { at } from "../properties";

/** High: what runs must be what was reviewed and tested, on every node and after every restart. */
export const pinImages: ResourcePolicy = {
  name: "pin-images",
  level: "mandatory",
  severity: "high",
  demands: "Every image is named by digest or by the tag of one version.",
  reason:
    "A tag that moves starts something else at the next restart: untested, and different from node to node.",
  fix: "Name the image by its digest (@sha256:…) or by a version's whole tag, such as 1.4.2.",
  source: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  types: [...podKinds, "aws:lambda/function:Function", "aws:ecs/taskDefinition:TaskDefinition"],
  *check(resource) {
    for (const { name, properties } of containers(resource)) {
      const problem = problemOf(at(properties, "image"));
      if (problem) yield `container ${name}: ${problem}`;
    }
    const problem = resource.type.startsWith("aws:lambda") && problemOf(at(resource.properties, "imageUri"));
    if (problem) yield problem;
  },
};

/** Tags by which people mean whatever is newest at the time, and the majors and minors (1, v1.2) that move along. */
const MOVING =
  /^(v?\d{1,3}(\.\d{1,3})?|latest|stable|edge|nightly|current|main|master|trunk|develop|dev|prod|staging)([-.].*)?$/i;
/** 1.4.2, v1.4.2-alpine, 2026.11.24: a whole version, whatever comes after it. */
const WHOLE_VERSION = /^v?\d+\.\d+\.\d+/;

function problemOf(image: unknown): string | undefined {
  if (typeof image !== "string" || image === "") return undefined;
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.includes("@")) return `${image} has a digest that is not whole`;
  // A port is not a tag: registry.example.com:5000/gallery
  const tag = image.split("/").at(-1)?.split(":")[1];
  if (tag === undefined) return `${image} has neither tag nor digest, which means latest`;
  return MOVING.test(tag) && !WHOLE_VERSION.test(tag) ? `the tag of ${image} moves` : undefined;
}
