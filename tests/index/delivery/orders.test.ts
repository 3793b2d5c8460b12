/** The example examples/orders in a stack: its image is deployed by digest and rolled back with the gallery's, and the stack is removed. */
import { deploy } from "@groundwork/delivery/deploy";
import { deployedImages, type Images } from "@groundwork/delivery/images";
import { describeDeployment } from "@groundwork/delivery/outcome";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { valuesAt } from "@groundwork/rehearse/cloud/paths";
import { applications } from "../../../applications/list";
import groundwork from "../../../index";
import { open, type TestStack } from "../engine/engine";
import { version } from "./versions";

// For the program, and for the images of the delivery, which are those of the test project.
jest.mock("../../../applications/list", () => ({
  applications: [jest.requireActual("../../../examples/orders/orders").orders],
}));
jest.mock("../../../.test-project/applications/list", () => ({
  applications: [jest.requireActual("../../../examples/orders/orders").orders],
}));

jest.setTimeout(600_000);

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const registry = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery";
/** The images of a version: those of the gallery, and one of the orders. */
const versionWith = (name: string, digit: string): Images => ({
  ...version(name),
  orders: `${registry}@sha256:${digit.repeat(64)}`,
});
const [first, bad] = [versionWith("1.0.0", "1"), versionWith("1.1.0", "2")];

let dev: TestStack;
beforeAll(async () => {
  dev = await open("dev", { program: async () => groundwork(undefined, applications) });
});
afterAll(() => dev?.close());

const deployVersion = (images: Images) =>
  deploy({ stack: dev.stack, images, what: "deploy", smoke: async () => undefined });
/** The image that the pods of a Deployment have. */
const running = (name: string) =>
  valuesAt(
    dev.cloud.find(DEPLOYMENT, `gallery/${name}`)?.inputs ?? {},
    "spec.template.spec.containers[].image",
  );

test("the first deployment creates the service with its queues, and runs the image that was pushed, by its digest", async () => {
  expect(applications.map(({ name }) => name)).toEqual(["orders"]);
  expect(await deployVersion(first)).toMatchObject({ before: undefined, decision: { do: "keep" } });
  expect(deployedImages(await dev.stack.outputs())).toEqual(first);
  expect(running("orders")).toEqual([first.orders]);
  const queues = dev.cloud.list("aws:sqs/queue:Queue").map(({ name }) => name);
  expect(queues).toEqual(expect.arrayContaining(["orders", "orders-dead-letters"]));
});

test("a version whose orders never become ready is rolled back, the gallery's images with it", async () => {
  // The Deployment has the new image, and its pods are not ready.
  dev.cloud.after = ({ kind, type, name }) => {
    if (kind === "update" && type === DEPLOYMENT && name === "orders" && running("orders")[0] === bad.orders)
      throw new Refusal("the Deployment's pods are not ready: Readiness probe failed: 503");
  };
  const deployment = await deployVersion(bad);
  expect(deployment).toMatchObject({ failure: { kind: "up" }, decision: { do: "restore", images: first } });
  expect(deployment.restoreFailure).toBeUndefined();
  expect(describeDeployment(deployment).text).toContain("Readiness probe failed");
  expect([running("api"), running("orders")]).toEqual([[first.gallery], [first.orders]]);
  expect(deployedImages(await dev.stack.outputs())).toEqual(first);
});

test("a plain update changes nothing, and the removal of the stack leaves nothing", async () => {
  dev.cloud.after = () => undefined;
  // The stack's file names no image of the orders.
  expect(await dev.run("up")).toEqual([]);
  await dev.run("destroy");
  expect(dev.cloud.list().map(({ name, type }) => `${name} (${type})`)).toEqual([]);
});
