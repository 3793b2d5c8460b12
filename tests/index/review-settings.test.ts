import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pullRequestNumber, pullRequestOf, reviewSettings } from "@groundwork/delivery/review/settings";
import { removableStacks } from "@groundwork/delivery/review/sweep";
import { newCloud } from "@groundwork/rehearse/cloud";
import { evaluate } from "@groundwork/rehearse/cloud/evaluation";
import { projectFolder, readStackConfig } from "@groundwork/rehearse/project/files";
import groundwork from "../../index";

const images = {
  gallery: `111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery@sha256:${"0".repeat(64)}`,
  thumbnailer: `111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/thumbnailer@sha256:${"0".repeat(64)}`,
};
const dev = readFileSync(join(projectFolder, "Pulumi.dev.yaml"), "utf8");
/** Like dev's file after bootstrap, with a secret and names. */
const lived = `secretsprovider: awskms:///alias/groundwork-secrets?region=us-east-1&context_stack=dev
encryptedkey: AQ
${dev}  groundwork:alertWebhookUrl:
    secure: v1:abc
  groundwork:galleryHost: dev.example.com
  groundwork:galleryHostedZoneId: Z0123456789ABCDEFGHIJ
  groundwork:alertEmails: [on-call@example.com]
`;

test("the program accepts the settings of a pull request's stack, and creates a complete stack", async () => {
  const folder = mkdtempSync(join(tmpdir(), "review-"));
  try {
    copyFileSync(join(projectFolder, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    writeFileSync(join(folder, "Pulumi.pr-7.yaml"), reviewSettings({ stack: "dev", text: lived }, 7, images));
    const { config } = readStackConfig(folder, "pr-7");
    const program = () => groundwork(undefined, []);
    const cloud = newCloud();
    const { outputs } = await evaluate({ program, cloud, project: "groundwork", stack: "pr-7", config });
    expect(outputs.galleryUrl).toMatch(/^http:\/\/k8s-/);
    expect(cloud.list("aws:rds/instance:Instance").map(({ inputs }) => inputs.instanceClass)).toEqual([
      "db.t4g.micro",
      "db.t4g.micro",
    ]);
    expect(cloud.list("aws:ec2/natGateway:NatGateway")).toHaveLength(1);
    const boundaries = new Set(
      cloud.list("aws:iam/role:Role").map(({ inputs }) => inputs.permissionsBoundary),
    );
    expect([...boundaries]).toEqual(["arn:aws:iam::111122223333:policy/groundwork-boundary-review"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the pull request's stack does not use dev's secrets, names, deploy role and alert receivers", () => {
  const settings = reviewSettings({ stack: "dev", text: lived }, 7, images);
  expect(settings).toContain("context_stack=pr-7");
  for (const none of ["secure", "encryptedkey", "dev.example.com", "on-call", "deploy-dev", "boundary-dev"])
    expect(settings).not.toContain(none);
});

test.each(["", "0", "-1", "07", "1 2", "x", "1; rm", "99999999999"])(
  "%j is not a pull request number",
  (given) => {
    expect(() => pullRequestNumber(given)).toThrow("it must be the number of a pull request, such as 7");
  },
);

test("only pr-NUMBER is the stack of a pull request", () => {
  expect(["pr-7", "pr-x", "pr-7-eu", "dev", "prod", "xpr-7"].map(pullRequestOf)).toEqual([
    7,
    ...Array(5).fill(undefined),
  ]);
});

test("stacks of closed pull requests and unused stacks are removed; dev and prod never are", async () => {
  const now = new Date("2026-06-10T00:00:00Z");
  const at = (stack: string, day: number) => ({ stack, modified: new Date(Date.UTC(2026, 5, day)) });
  const asked: number[] = [];
  const isOpen = async (pullRequest: number) => {
    asked.push(pullRequest);
    return pullRequest !== 2;
  };
  const stacks = [
    at("dev", 1),
    at("prod", 1),
    at("pr-1", 9),
    at("pr-2", 9),
    at("pr-3", 1),
    at("production", 1),
  ];
  expect(await removableStacks(stacks, isOpen, { now, days: 3 })).toEqual([
    { pullRequest: 2, stack: "pr-2", why: "pull request 2 is closed" },
    { pullRequest: 3, stack: "pr-3", why: "not deployed for 9 days, the limit is 3" },
  ]);
  expect(asked).toEqual([1, 2, 3]);
});
