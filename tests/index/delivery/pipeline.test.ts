/** Runs `.github/workflows/deploy.yml` and `deploy-stack.yml` as written, from a merge to production. */

import { journey } from "@groundwork/delivery/e2e/journey";
import { checkImages, type Images, writeImages } from "@groundwork/delivery/images";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { openBrowser } from "@groundwork/rehearse/browser";
import { nameOf } from "@groundwork/rehearse/lifecycle/operations";
import type { Browser } from "playwright-core";
import { deliveries, describeDrawn } from "../../drawn";
import { Environment } from "./environment";
import { version } from "./versions";
import { Queues, readDelivery, runWorkflow, type WorkflowServices } from "./workflow";

describeDrawn("pipeline", deliveries, () => {
  // A run deploys twice, about 10 s each on an idle machine, with a browser in between.
  jest.setTimeout(600_000);

  const workflow = readDelivery();
  const queues = new Queues();
  let environments: Record<string, Environment>;
  let browser: Browser;
  /** The outputs of jobs, and the summaries for approvers, in order. */
  const messages: string[] = [];
  const shown: string[][] = [];

  beforeAll(async () => {
    const [dev, prod] = [await Environment.open("dev"), await Environment.open("prod")];
    environments = { dev, prod };
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    for (const environment of Object.values(environments ?? {})) await environment.close();
  });

  const environment = (stack: string | undefined): Environment => {
    const found = environments[stack ?? ""];
    if (!found) throw new Error(`the workflow refers to the stack ${stack}, which does not exist`);
    return found;
  };
  const running = (stack: string) => environment(stack).gallery.version();

  /** The commands of the workflow: the functions that `npm run` calls, with the simulated cloud. */
  const commands: Record<string, (args: readonly string[], run: number) => Promise<boolean>> = {
    "image build": async () => true,
    // It asks AWS, and changes nothing: tests/account/preflight.
    preflight: async () => true,
    deploy: async ([stack, ...args], run) => {
      const deployment = await environment(stack).deploy(imagesIn(args), { run });
      messages.push(deployment.message);
      return deployment.failure === undefined;
    },
    e2e: async ([, stack = ""]) => {
      const { opened, gallery } = environment(stack);
      const objective = objectiveOf(opened.stack.workspace.workDir, stack);
      await journey(browser, {
        ...targetOf(stack, await opened.stack.outputs(), objective),
        url: gallery.url,
      });
      return true;
    },
    images: async ([stack = "", ...args]) => {
      const { workDir } = environment(stack).opened.stack.workspace;
      writeImages(workDir, stack, imagesIn(args), { deploying: true });
      return true;
    },
    preview: async ([stack]) => {
      const changes = await environment(stack).opened.run("preview");
      shown.push(changes.map(({ op, urn }) => `${op} ${nameOf(urn)}`));
      return true;
    },
    // Its output is tested elsewhere; this test checks its input.
    "preview-comment": async () => true,
    // What it sends is tested in packages/delivery/tests/notify.
    notify: async () => true,
  };

  function imagesIn(args: readonly string[]): Images {
    const after = (option: string) => args[args.indexOf(option) + 1];
    return checkImages(JSON.parse(after("--images") ?? ""));
  }

  /** A merge: one run of the workflow, with its number. */
  function merge(run: number, images: Images, approve: WorkflowServices["approve"] = async () => true) {
    const env = {
      REPOSITORY: "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery",
      GITHUB_SHA: "0".repeat(40),
      IMAGES: JSON.stringify(images),
    };
    const services: WorkflowServices = {
      env,
      approve,
      run: async (script, args) => {
        const command = commands[script];
        if (!command) throw new Error(`the workflow runs groundwork ${script}, which is not played here`);
        return command(args, run);
      },
    };
    return runWorkflow(workflow, services, queues);
  }

  /** An approval that the test triggers. */
  function approval() {
    let give: (given: boolean) => void = () => undefined;
    let ask: () => void = () => undefined;
    const given = new Promise<boolean>((resolve) => {
      give = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    return {
      give: () => give(true),
      asked,
      approve: () => {
        ask();
        return given;
      },
    };
  }

  test("a good version is deployed to dev, tested in a browser, approved, and deployed to prod", async () => {
    const results = await merge(1, version("1.0.0"));
    expect(results).toMatchObject({
      images: "success",
      dev: "success",
      approval: "success",
      prod: "success",
    });
    expect([await running("dev"), await running("prod")]).toEqual(["1.0.0", "1.0.0"]);
    expect(messages).toHaveLength(2);
  });

  test("a version whose smoke test fails only in prod is rolled back there automatically, and the run fails", async () => {
    const before = await environment("prod").snapshot();
    const results = await merge(2, version("1.1.0", "no thumbnails", "prod"));
    expect(results).toMatchObject({ dev: "success", approval: "success", prod: "failure" });
    expect(messages.at(-1)).toContain("prod: its smoke test failed; the previous version is restored");
    expect(await environment("prod").snapshot()).toEqual(before);
    expect(await running("dev")).toBe("1.1.0");
    // The approver has seen that the gallery changes, and nothing else of importance.
    expect(shown.at(-1)).toContain("update gallery-api (kubernetes:apps/v1:Deployment)");
  });

  test("a version that fails in dev is rolled back there, and no approval is requested", async () => {
    const { approve, asked } = approval();
    let approvalRequested = false;
    void asked.then(() => {
      approvalRequested = true;
    });
    const results = await merge(3, version("1.2.0", "no writes"), approve);
    expect(results).toMatchObject({ dev: "failure", approval: "skipped", prod: "skipped" });
    expect(approvalRequested).toBe(false);
    expect([await running("dev"), await running("prod")]).toEqual(["1.1.0", "1.0.0"]);
  });

  test("a missing approval blocks nothing; a late approval changes nothing, and the run says so", async () => {
    const late = approval();
    const waiting = merge(4, version("1.3.0"), late.approve);
    await Promise.race([late.asked, waiting]);
    expect(await running("prod")).toBe("1.0.0");
    expect(await merge(5, version("1.4.0"))).toMatchObject({ dev: "success", prod: "success" });
    expect(await running("prod")).toBe("1.4.0");

    late.give();
    expect(await waiting).toMatchObject({ dev: "success", prod: "failure" });
    expect(messages.at(-1)).toContain("run 5 has already deployed a newer version");
    expect(await running("prod")).toBe("1.4.0");
  });

  test("two merges in quick succession are both deployed to dev, and prod ends with the newer one", async () => {
    const [older, newer] = await Promise.all([merge(6, version("1.5.0")), merge(7, version("1.6.0"))]);
    expect(older).toMatchObject({ dev: "success", prod: "success" });
    expect(newer).toMatchObject({ dev: "success", prod: "success" });
    for (const stack of ["dev", "prod"])
      expect(environment(stack).gallery.rollouts.slice(-2)).toEqual(["1.5.0", "1.6.0"]);
  });
});
