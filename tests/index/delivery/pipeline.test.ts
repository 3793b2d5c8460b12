/** `.github/workflows/deploy.yml`, played as it is written: from a merge to production. */

import { journey } from "@groundwork/delivery/e2e/journey";
import { checkImages, type Images, setImages } from "@groundwork/delivery/images";
import { objectiveOf, targetOf } from "@groundwork/delivery/smoke/target";
import { openBrowser } from "@groundwork/rehearse/browser";
import { nameOf } from "@groundwork/rehearse/lifecycle/operations";
import type { Browser } from "playwright-core";
import { Environment } from "./environment";
import { version } from "./versions";
import { play, Queues, readWorkflow, type World } from "./workflow";

// A run deploys twice, some 10 s each on a quiet machine, with a browser between.
jest.setTimeout(600_000);

const workflow = readWorkflow("deploy.yml");
const queues = new Queues();
let environments: Record<string, Environment>;
let browser: Browser;
/** What the jobs told, and what approvers were shown, in their order. */
const told: string[] = [];
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
  if (!found) throw new Error(`the workflow speaks of the stack ${stack}, and there is none`);
  return found;
};
const running = (stack: string) => environment(stack).gallery.version();

/** The commands of the workflow: the functions that `groundwork` calls, at the simulated cloud. */
const commands: Record<string, (args: readonly string[], run: number) => Promise<boolean>> = {
  "image build": async () => true,
  deploy: async ([stack, ...args], run) => {
    const deployment = await environment(stack).deploy(imagesIn(args), { run });
    told.push(deployment.told);
    return deployment.failure === undefined;
  },
  e2e: async ([, stack = ""]) => {
    const { opened, gallery } = environment(stack);
    const objective = objectiveOf(opened.stack.workspace.workDir, stack);
    await journey(browser, { ...targetOf(stack, await opened.stack.outputs(), objective), url: gallery.url });
    return true;
  },
  images: async ([stack, ...args]) => {
    setImages(environment(stack).opened.stack, imagesIn(args));
    return true;
  },
  preview: async ([stack]) => {
    const changes = await environment(stack).opened.run("preview");
    shown.push(changes.map(({ op, urn }) => `${op} ${nameOf(urn)}`));
    return true;
  },
  // What it shows is tested where it is written; here is what it is made from.
  "preview-comment": async () => true,
};

function imagesIn(args: readonly string[]): Images {
  const after = (option: string) => args[args.indexOf(option) + 1];
  return checkImages({ gallery: after("--gallery"), thumbnailer: after("--thumbnailer") });
}

/** A merge: its run of the workflow, with a number of its own. */
function merge(run: number, images: Images, approve: World["approve"] = async () => true) {
  const env = {
    REPOSITORY: "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery",
    GITHUB_SHA: "0".repeat(40),
    GALLERY: images.gallery,
    THUMBNAILER: images.thumbnailer,
  };
  const world: World = {
    env,
    approve,
    run: async (script, args) => {
      const command = commands[script];
      if (!command) throw new Error(`the workflow runs groundwork ${script}, which is not played here`);
      return command(args, run);
    },
  };
  return play(workflow, world, queues);
}

/** An approval that comes when the test says so. */
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

test("a good version goes to dev, is used there in a browser, is approved, and goes to prod", async () => {
  const results = await merge(1, version("1.0.0"));
  expect(results).toMatchObject({ images: "success", dev: "success", approval: "success", prod: "success" });
  expect([await running("dev"), await running("prod")]).toEqual(["1.0.0", "1.0.0"]);
  expect(told).toHaveLength(2);
});

test("a version whose smoke test fails in prod only is put back there by itself, and the run is red", async () => {
  const before = await environment("prod").snapshot();
  const results = await merge(2, version("1.1.0", "no thumbnails", "prod"));
  expect(results).toMatchObject({ dev: "success", approval: "success", prod: "failure" });
  expect(told.at(-1)).toContain("prod: its smoke test failed; the version before it is back");
  expect(await environment("prod").snapshot()).toEqual(before);
  expect(await running("dev")).toBe("1.1.0");
  // Whoever approved had seen that the gallery would change, and nothing else of importance.
  expect(shown.at(-1)).toContain("update gallery-api (kubernetes:apps/v1:Deployment)");
});

test("a version that fails in dev is put back there, and nobody is asked to approve it", async () => {
  const { approve, asked } = approval();
  let wasAsked = false;
  void asked.then(() => {
    wasAsked = true;
  });
  const results = await merge(3, version("1.2.0", "no writes"), approve);
  expect(results).toMatchObject({ dev: "failure", approval: "skipped", prod: "skipped" });
  expect(wasAsked).toBe(false);
  expect([await running("dev"), await running("prod")]).toEqual(["1.1.0", "1.0.0"]);
});

test("an approval that does not come holds up nothing; one that comes too late takes nothing back, and says so", async () => {
  const late = approval();
  const waiting = merge(4, version("1.3.0"), late.approve);
  await Promise.race([late.asked, waiting]);
  expect(await running("prod")).toBe("1.0.0");
  expect(await merge(5, version("1.4.0"))).toMatchObject({ dev: "success", prod: "success" });
  expect(await running("prod")).toBe("1.4.0");

  late.give();
  expect(await waiting).toMatchObject({ dev: "success", prod: "failure" });
  expect(told.at(-1)).toContain("run 5 has already deployed a newer version");
  expect(await running("prod")).toBe("1.4.0");
});

test("of two merges in quick succession each goes through dev, and prod ends with the newer", async () => {
  const [older, newer] = await Promise.all([merge(6, version("1.5.0")), merge(7, version("1.6.0"))]);
  expect(older).toMatchObject({ dev: "success", prod: "success" });
  expect(newer).toMatchObject({ dev: "success", prod: "success" });
  for (const stack of ["dev", "prod"])
    expect(environment(stack).gallery.rollouts.slice(-2)).toEqual(["1.5.0", "1.6.0"]);
});
