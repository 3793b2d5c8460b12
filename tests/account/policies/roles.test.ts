import { ADMINISTRATOR, type Bootstrapped, bootstrapped } from "./bootstrapped";
import {
  deployMay,
  deployMayNot,
  imageRequests,
  notifyRequests,
  previewRequests,
  reviewRequests,
  rows,
  SECRETS_KEY,
} from "./requests";

let account: Bootstrapped;
beforeAll(async () => {
  account = await bootstrapped();
});
afterAll(() => account?.stop());

const known = (resource: string) => (resource === SECRETS_KEY ? account.keyArn("secrets") : resource);

describe("a job that deploys dev", () => {
  test.each(rows(deployMay))("can %s", async (_, action, resource, context) => {
    expect(await account.asRole("deploy-dev")(action, known(resource), context)).toBe("allowed");
  });

  test.each(rows(deployMayNot))("cannot %s", async (_, action, resource, context) => {
    expect(await account.asRole("deploy-dev")(action, known(resource), context)).toBe("denied");
  });

  test.each(rows(deployMayNot))(
    "cannot %s even with an administrator's policy, because of its permissions boundary",
    async (_, action, resource, context) => {
      const deploy = account.asRole("deploy-dev", [ADMINISTRATOR]);
      expect(await deploy(action, known(resource), context)).toBe("denied");
    },
  );
});

test.each(rows(previewRequests))("a preview is %s: %s on %s", async (expected, action, resource, context) => {
  expect(await account.asRole("preview")(action, known(resource), context)).toBe(expected);
});

test.each(rows(imageRequests))("a push of an image is %s: %s on %s", async (expected, action, resource) => {
  expect(await account.asRole("image")(action, resource)).toBe(expected);
});

test.each(rows(notifyRequests))(
  "the report of a failed deployment is %s: %s on %s",
  async (expected, action, resource, context) => {
    expect(await account.asRole("notify")(action, known(resource), context)).toBe(expected);
  },
);

test.each(rows(reviewRequests))(
  "a job that deploys a pull request's stack is %s: %s on %s",
  async (expected, action, resource, context) => {
    expect(await account.asRole("deploy-review")(action, known(resource), context)).toBe(expected);
  },
);
