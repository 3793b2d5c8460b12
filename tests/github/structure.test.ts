import { PLACES } from "@groundwork/delivery/environments";
import {
  callersOf,
  groundworkCommands,
  isForEachEnvironment,
  jobs,
  sources,
  steps,
  workflows,
} from "./workflow";

/** The commands that change a stack. */
const UPDATES = ["deploy", "rollback", "restore"];

const updates = jobs.flatMap(([where, job]) =>
  job.steps
    .flatMap(groundworkCommands)
    .filter(({ script, args }) => UPDATES.includes(script) && !args.includes("--list"))
    .map(({ args }) => ({ where, job, stack: args[0] ?? "" }))
    // A drill restores, and goes back.
    .slice(0, 1),
);

/** How a job of an environment names a repository variable of the environment, such as RUNNER_STAGING. */
const variable = (prefix: string) => `vars[format('${prefix}_{0}', matrix.environment.variable)]`;

test("Every third-party action is pinned to a commit, with its version in a comment, and the same one everywhere", () => {
  const pins = new Map<string, string>();
  for (const [file, source] of [...sources("workflows"), ...sources("actions")]) {
    for (const [, action = "", rest = ""] of source.matchAll(/uses: (\S+)(.*)/g)) {
      if (action.startsWith("./")) continue;
      const [name = "", commit] = action.split("@");
      expect(`${file} ${action}${rest}`).toMatch(/ [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect([file, name, pins.get(name) ?? commit]).toEqual([file, name, commit]);
      pins.set(name, commit ?? "");
    }
  }
  expect(pins.size).toBeGreaterThan(10);
});

test.each(jobs)("%s has a time limit, and only the permissions that it declares", (_, job, workflow) => {
  expect(workflow.permissions).toEqual({});
  expect(job.permissions).toBeDefined();
  // A called workflow has its own timeouts.
  if (job.uses === undefined) expect(job["timeout-minutes"]).toBeLessThanOrEqual(240);
});

test("No workflow runs code of a pull request with the permissions of the base branch", () => {
  for (const [file, { on }] of workflows) {
    expect([file, ...Object.keys(on)]).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(pull_request_target|workflow_run|issue_comment)$/)]),
    );
  }
});

test.each(steps.filter(([, { run }]) => run !== undefined))(
  "%s: no shell line contains an expression",
  (_, { run }) => {
    expect(run).not.toContain("${{");
  },
);

test("No checkout persists its token", () => {
  const checkouts = steps.filter(([, { uses }]) => uses?.startsWith("actions/checkout@"));
  expect(checkouts.length).toBeGreaterThan(10);
  for (const [where, step] of checkouts) {
    expect([where, step.with["persist-credentials"]]).toEqual([where, "false"]);
  }
});

test("No job that can sign in, write or publish uses a cache of other runs", () => {
  const trusted = jobs.filter(([, { permissions = {} }]) => Object.values(permissions).includes("write"));
  expect(trusted.length).toBeGreaterThan(5);
  for (const [where, job] of trusted) {
    for (const { uses = "", with: inputs } of job.steps) {
      expect([where, uses]).not.toEqual([where, expect.stringMatching(/^actions\/cache/)]);
      if (uses === "./.github/actions/setup") expect([where, inputs.cache]).toEqual([where, "false"]);
    }
  }
});

test("No job that can sign in, write or publish runs install scripts of packages", () => {
  const trusted = jobs.filter(([, { permissions = {} }]) => Object.values(permissions).includes("write"));
  for (const [where, job] of trusted) {
    for (const { uses = "", with: inputs, run = "" } of job.steps) {
      if (uses === "./.github/actions/setup") expect([where, inputs.scripts]).toEqual([where, "false"]);
      expect([where, run]).not.toEqual([
        where,
        expect.stringMatching(/npm (ci|i|install|exec)\b|npx (?!--no )/),
      ]);
    }
  }
  const installs = steps.filter(([, { run = "" }]) => run.includes("npm ci"));
  const ignored = installs.map(([where, { env }]) => [where, env.npm_config_ignore_scripts]);
  expect(ignored).toContainEqual(["actions/setup/action.yml", `\${{ inputs.scripts != 'true' }}`]);
});

describe("A preview with credentials", () => {
  const { trust, plan, ...others } = workflows.get("preview.yml")?.jobs ?? {};

  test("waits for the decision of a job that installs no package and cannot sign in", () => {
    expect(trust?.permissions).toEqual({ "pull-requests": "read" });
    expect(trust?.steps.map(({ uses }) => uses)).toEqual([undefined]);
    expect(trust?.steps[0]?.run).not.toMatch(/npm (ci|install|run|exec)|npx /);
    expect(Object.keys(others)).toEqual(["environments", "preview", "cost", "comment"]);
    for (const job of Object.values(others)) {
      expect(job.needs).toContain("trust");
      expect(job.if).toMatch(/(^|&& )needs\.trust\.outputs\.credentials == 'true'$/);
    }
  });

  test("is replaced by the plan in all other cases, in a job that cannot sign in", () => {
    expect(plan?.if).toBe("needs.trust.outputs.credentials != 'true'");
    expect(plan?.permissions).toEqual({ contents: "read" });
  });
});

describe("An update of a stack", () => {
  test("runs in a deployment and in a rollback, with and without an approval, in the drill, and in no other workflow", () => {
    expect(updates.map(({ where, job, stack }) => [where, stack, isForEachEnvironment(job)])).toEqual(
      [
        "deploy-stack.yml direct",
        "deploy-stack.yml approved",
        "drill.yml restore",
        "rollback.yml direct",
        "rollback.yml approved",
      ].map((where) => [where, "$STACK", true]),
    );
    for (const { job } of updates) expect(job.env.STACK).toBe(`\${{ matrix.environment.stack }}`);
  });

  test.each(updates)("of $where waits for the previous one, and is never cancelled", ({ job }) => {
    expect(job.concurrency).toEqual({
      group: `stack-\${{ matrix.environment.stack }}`,
      "cancel-in-progress": "false",
      queue: "max",
    });
  });

  test.each(updates)("of $where is not cancelled by its workflow", ({ where }) => {
    const workflow = workflows.get(where.split(" ")[0] ?? "");
    expect(workflow?.concurrency["cancel-in-progress"]).toBe("false");
  });

  test.each(updates)(
    "of $where runs in the GitHub environment of its stack if and only if it needs an approval",
    ({ where, job }) => {
      const approved = where.endsWith(" approved");
      expect(job.environment).toBe(approved ? `\${{ matrix.environment.stack }}` : undefined);
      expect(job.if).toContain(`.approval == '${approved ? "required" : "none"}'`);
    },
  );

  test("with an approval is the same as one without, and follows a preview in a deployment", () => {
    for (const file of ["deploy-stack.yml", "rollback.yml"]) {
      const { direct, approved } = workflows.get(file)?.jobs ?? {};
      expect(approved?.steps).toEqual(direct?.steps);
      expect(approved?.env).toEqual(direct?.env);
    }
    const { preview, approved } = workflows.get("deploy-stack.yml")?.jobs ?? {};
    expect(approved?.needs).toEqual(["preview"]);
    expect(preview?.env).toEqual(approved?.env);
  });
});

describe("A job that reaches a cluster", () => {
  const reaching = jobs
    .filter(([, job]) =>
      job.steps.flatMap(groundworkCommands).some(({ script }) => ["preview", ...UPDATES].includes(script)),
    )
    .map(([where, job]) => ({ where, job }));
  /** It reads the state only, and connects to no cluster. */
  const listing = "rollback.yml versions";

  test("is found in every workflow with such jobs", () => {
    expect(reaching.map(({ where }) => where)).toEqual([
      ...["deploy-stack.yml direct", "deploy-stack.yml preview", "deploy-stack.yml approved"],
      ...["drift.yml preview", "drill.yml restore", "preview.yml preview"],
      ...[listing, "rollback.yml direct", "rollback.yml approved"],
    ]);
  });

  test.each(reaching.filter(({ where }) => where !== listing))(
    "$where runs on the runner in the repository's variable, or in environments.yaml",
    ({ job }) => {
      const runner = `${variable("RUNNER")} || matrix.environment.runner`;
      expect(job["runs-on"]).toBe(
        `\${{ startsWith(${runner}, 'codebuild-') && format('{0}-{1}-{2}', ${runner}, github.run_id, github.run_attempt) || ${runner} }}`,
      );
    },
  );

  test.each(reaching)("$where uses the state backend of that environment", ({ job }) => {
    expect(job.env.PULUMI_BACKEND_URL).toBe(
      `\${{ ${variable("PULUMI_BACKEND_URL")} || vars.PULUMI_BACKEND_URL }}`,
    );
  });
});

describe("A deployment", () => {
  const deploy = workflows.get("deploy.yml")?.jobs ?? {};
  const places = callersOf("deploy-stack.yml").map((where) => where.split(" ")[1] ?? "");

  test("has the places that the list is divided into", () => {
    expect(places).toEqual(PLACES);
  });

  test("passes the same images to every environment", () => {
    for (const place of places) {
      const { environment, ...images } = deploy[place]?.with ?? {};
      expect(environment).toMatch(/^\$\{\{ toJSON\(fromJSON\(needs\.environments\.outputs\.stages\)/);
      expect(images).toEqual({ images: `\${{ needs.images.outputs.images }}` });
    }
  });

  test("reaches an environment only after CI, except the first, and after the previous one has passed", () => {
    // No image is deployed before the job evidence has scanned it.
    expect(deploy.first?.needs).toEqual(["environments", "images", "evidence"]);
    expect(deploy.second?.needs).toEqual(["environments", "images", "evidence", "ci", "first"]);
    expect(deploy.second?.if).toContain("needs.ci.result == 'success' && needs.evidence.result == 'success'");
    for (const [at, place] of places.entries()) {
      if (at === 0) continue;
      const previous = places[at - 1] ?? "";
      expect(deploy[place]?.needs).toContain(previous);
      expect(deploy[place]?.if).toContain(`needs.${previous}.outputs.deployed == 'true'`);
      expect(deploy[place]?.if).toContain(`outputs.stages).others[${at - 1}] != null`);
      expect(deploy[place]?.with.environment).toContain(`outputs.stages).others[${at - 1}])`);
    }
  });

  test("reports its result after every place", () => {
    expect(deploy.outcome?.needs).toEqual(["ci", "environments", "images", "evidence", ...places]);
    expect(deploy.outcome?.if).toContain("always()");
  });
});

describe("The stack of a pull request", () => {
  const { up, down, sweep } = workflows.get("review.yml")?.jobs ?? {};

  test("is created and removed sequentially, and its updates are never cancelled", () => {
    const concurrency = {
      group: `stack-pr-\${{ github.event.pull_request.number }}`,
      "cancel-in-progress": "false",
      queue: "max",
    };
    expect(up?.concurrency).toEqual(concurrency);
    expect(down?.concurrency).toEqual(concurrency);
  });

  test("is never created from a fork's code, and is removed when the pull request is closed or the label is removed", () => {
    for (const job of [up, down]) {
      expect(job?.environment).toBe("review");
      expect(job?.if).toContain("github.event.pull_request.head.repo.full_name == github.repository &&");
    }
    expect(down?.if).toMatch(
      /'closed' .*'review'\) \|\| .*'unlabeled' && github\.event\.label\.name == 'review'/,
    );
    expect(sweep?.if).toContain("github.event_name == 'schedule'");
  });

  test("is not updated by the push of a bot", () => {
    expect(up?.if).toContain("github.event.sender.type != 'Bot' &&");
  });
});

test("The check that a branch rule requires waits for every job of CI", () => {
  const { passed, ...others } = workflows.get("ci.yml")?.jobs ?? {};
  expect(passed?.needs).toEqual(Object.keys(others));
  expect(passed?.if).toBe("always()");
});

test("CI also runs for pull requests from forks, without any credentials", () => {
  const ci = workflows.get("ci.yml");
  expect(Object.keys(ci?.on ?? {})).toContain("pull_request");
  for (const job of Object.values(ci?.jobs ?? {})) {
    expect(job.if ?? "always()").toBe("always()");
    expect(Object.entries(job.permissions ?? {}).filter(([, right]) => right !== "read")).toEqual([]);
    expect(JSON.stringify(job)).not.toMatch(/secrets\.|vars\./);
  }
});
