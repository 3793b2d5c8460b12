import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { pinImages } from "../../../policy/rules/pin-images";
import { resource, violationsOf, workload } from "../violations";

const digest = `@sha256:${"a".repeat(64)}`;
const asked = (image: string | symbol) =>
  violationsOf(pinImages, workload({ containers: [{ name: "app", image }] }));

test.each([
  `gallery${digest}`,
  `registry.example.com:5000/gallery:latest${digest}`,
  "registry.example.com:5000/gallery:1.4.2",
  "gallery:v1.4.2-alpine",
  "gallery:2026.11.24",
  "gallery:3f2c1ab9",
  UNKNOWN,
])("%p always names the same image", (image) => {
  expect(asked(image)).toBe("");
});

test.each([
  "gallery",
  "registry.example.com:5000/gallery",
  "gallery:latest",
  "gallery:LATEST",
  "gallery:latest-alpine",
  "gallery:1",
  "gallery:v1.4",
  "gallery:1.4-alpine",
  "gallery:main",
  "gallery@sha256:abc",
])("%p does not", (image) => {
  expect(asked(image)).not.toBe("");
});

test.each(["initContainers", "containers"])(
  "%s of every kind of object that starts pods are checked",
  (list) => {
    const pod = {
      [list]: [
        { name: "first", image: "gallery:1.0.0" },
        { name: "second", image: "gallery" },
      ],
    };
    for (const kind of ["core/v1:Pod", "apps/v1:StatefulSet", "batch/v1:Job", "batch/v1:CronJob"])
      expect(violationsOf(pinImages, workload(pod, kind))).toContain(
        "container second: gallery has neither tag nor digest",
      );
  },
);

test("the image of a function is checked as well", () => {
  const handler = (imageUri: string) =>
    violationsOf(
      pinImages,
      resource<aws.lambda.FunctionArgs>("aws:lambda/function:Function", { role: "r", imageUri }),
    );
  expect(handler(`111122223333.dkr.ecr.us-east-1.amazonaws.com/thumbnailer${digest}`)).toBe("");
  expect(handler("111122223333.dkr.ecr.us-east-1.amazonaws.com/thumbnailer:latest")).toContain("moves");
});
