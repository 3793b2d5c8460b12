/** The change that fault tests interrupt is valid for every stack. */
import { offersOf } from "@groundwork/rehearse/cloud/aws/offers/data";
import { readStackConfig, stacksIn } from "@groundwork/rehearse/project/files";
import { sampleChange } from "../../settings/sample-change";
import { testProject } from "../project/test-project";
import { problems, settings } from "./changed";

/** The change of a stack, with some settings changed first. */
function changeOf(stack: string, changed: Readonly<Record<string, unknown>> = {}) {
  const { config } = readStackConfig(testProject, stack);
  const own = Object.entries(config).map(([key, value]) => [key.replace("groundwork:", ""), value] as const);
  const given = Object.entries(changed).map(
    ([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)] as const,
  );
  const zonesOf = (region: string) => offersOf(region)?.zones ?? [];
  return sampleChange({ config: Object.fromEntries([...own, ...given]), zonesOf });
}

const images = (region: string) =>
  Object.fromEntries(
    (["galleryImage", "galleryThumbnailerImage"] as const).map((key) => [
      key,
      `111122223333.dkr.ecr.${region}.amazonaws.com/shop/${key.toLowerCase()}:0.1.0`,
    ]),
  );

test.each(stacksIn(testProject))("of %s is valid, and adds a zone, a replica and a password", (stack) => {
  const before = settings({}, stack);
  const change = changeOf(stack);
  expect(problems(change, stack)).toEqual([]);
  const after = settings(change, stack);
  expect(after.network.availabilityZones).toHaveLength(before.network.availabilityZones.length + 1);
  expect(after.network.availabilityZones.slice(0, -1)).toEqual(before.network.availabilityZones);
  expect(after.database.replicas).toBe(before.database.replicas + 1);
  expect(after.database.passwordVersion).toBe(before.database.passwordVersion + 1);
  expect(after.gallery.image).not.toBe(before.gallery.image);
});

test.each([
  ["ap-northeast-2", ["a", "c"], "ap-northeast-2b"],
  ["eu-central-1", ["a", "b"], "eu-central-1c"],
])("stays in the region of the stack and uses its zones: %s", (region, letters, added) => {
  const moved = {
    region,
    availabilityZones: letters.map((letter) => `${region}${letter}`),
    ...images(region),
  };
  const change = changeOf("dev", moved);
  expect(change.availabilityZones).toEqual([...moved.availabilityZones, added]);
  expect(problems({ ...moved, ...change }, "dev")).toEqual([]);
});

test("adds no zone if the region has no more", () => {
  const zones = offersOf("eu-central-1")?.zones ?? [];
  expect(zones).toHaveLength(3);
  expect(changeOf("dev", { region: "eu-central-1", availabilityZones: zones }).availabilityZones).toEqual(
    zones,
  );
});

test("changes the image also if the stack runs the version that it would change to", () => {
  const change = changeOf("dev", {
    galleryImage: "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/gallery:0.2.0",
  });
  expect(change.galleryImage).toBe("111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/gallery:0.3.0");
});
