/** Schemas for single config values, which Pulumi passes as text. Every error message states what is allowed. */
import { z } from "zod";
import { formatCidr, networkOf, parseCidr } from "../infra/cidr";

/** A string that matches a pattern. `allowed` completes the sentence "allowed: …" in error messages. */
export const text = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);

/** One of the given words. */
export const oneOf = <const W extends readonly string[]>(words: W) =>
  z.enum(words, `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`);

export const boolean = z.enum(["true", "false"], "true or false").transform((word) => word === "true");

/** An integer from `min` to `max`, both included. */
export const integer = (min: number, max: number, unit = "") => {
  const allowed = `a whole number ${max < Number.MAX_SAFE_INTEGER ? `from ${min} to ${max}` : `of at least ${min}`}${unit && `, in ${unit}`}`;
  return text(/^-?\d+$/, allowed)
    .transform(Number)
    .pipe(z.number().min(min, allowed).max(max, allowed));
};

/**
 * A DNS name, or an empty string. DNS names have at most 253 characters; the record that validates a certificate has 34 more, and
 * the gallery's second name 4: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export const host = (example: string) =>
  text(
    /^$|^(?=.{1,215}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
    `"", or a lower-case DNS name of at most 215 characters, without scheme or path, such as ${example}`,
  );

export const hostedZoneId = text(
  /^$|^Z[A-Z0-9]{6,31}$/,
  '"", or the id of a hosted zone, such as Z0123456789ABCDEFGHIJ',
);

const percentAllowed = "a number from 95 to 99.99";

/**
 * An objective in percent. Below 95, no error rate can reach 14.4 times the error budget, so the critical alert could never
 * fire. Above 99.99, a single failed request in ten thousand would fire it.
 */
export const percent = text(/^\d+(\.\d+)?$/, percentAllowed)
  .transform(Number)
  .pipe(z.number().min(95, percentAllowed).max(99.99, percentAllowed));

/** Parses JSON: Pulumi passes lists and maps to the program as JSON. */
export const json = (allowed: string) =>
  z.string(allowed).transform((source, context): unknown => {
    try {
      return JSON.parse(source);
    } catch {
      context.addIssue({ code: "custom", message: allowed });
      return z.NEVER;
    }
  });

/** A map from names to values. */
export const mapOf = <T extends z.ZodType>(value: T, allowed: string) =>
  json(allowed).pipe(z.record(z.string(), value, allowed));

/** Minimum and maximum of an autoscaler. */
export const replicas = z
  .strictObject(
    { min: z.int("whole numbers min and max"), max: z.int("whole numbers min and max") },
    "min and max, such as { min: 2, max: 4 }",
  )
  .refine(({ min, max }) => min >= 1 && max >= min && max <= 100, "min from 1, and max from min to 100");

const RELEASE_ALLOWED =
  "{strategy: rolling}, {strategy: canary, steps: [{percent: 5, seconds: 300}, {percent: 50, seconds: 300}]} or {strategy: blueGreen, seconds: 300}; both also with maxErrorPercent, maxSlowPercent and minRequests";
const SECONDS_ALLOWED = "a whole number of seconds from 60 (two scrapes) to 86400";
const SHARE_ALLOWED = "a percentage above 0, up to 50";

const seconds = z.int(SECONDS_ALLOWED).min(60, SECONDS_ALLOWED).max(86_400, SECONDS_ALLOWED);
const share = z.number(SHARE_ALLOWED).gt(0, SHARE_ALLOWED).max(50, SHARE_ALLOWED);
const stepPercent = "a whole number from 1 to 99: all requests follow after the last step";
const REQUESTS_ALLOWED = "a whole number from 20 to 1000000";
const decision = {
  maxErrorPercent: share.optional(),
  maxSlowPercent: share.optional(),
  minRequests: z.int(REQUESTS_ALLOWED).min(20, REQUESTS_ALLOWED).max(1_000_000, REQUESTS_ALLOWED).optional(),
};

/** How new versions of an application replace the running one. */
export const release = z.discriminatedUnion(
  "strategy",
  [
    z.strictObject({ strategy: z.literal("rolling") }, RELEASE_ALLOWED),
    z.strictObject(
      {
        strategy: z.literal("canary"),
        steps: z
          .array(
            z.strictObject(
              { percent: z.int(stepPercent).min(1, stepPercent).max(99, stepPercent), seconds },
              "percent and seconds, such as {percent: 5, seconds: 300}",
            ),
            RELEASE_ALLOWED,
          )
          .min(1, "1 to 10 steps")
          .max(10, "1 to 10 steps")
          .refine(
            (steps) => steps.every(({ percent }, at) => percent > (steps[at - 1]?.percent ?? 0)),
            "steps with a growing percentage",
          )
          .optional(),
        ...decision,
      },
      RELEASE_ALLOWED,
    ),
    z.strictObject(
      { strategy: z.literal("blueGreen"), seconds: seconds.optional(), ...decision },
      RELEASE_ALLOWED,
    ),
  ],
  RELEASE_ALLOWED,
);

/** A list without duplicates. */
export const list = <T extends z.ZodType<string>>(item: T, allowed: string, { min = 0, max = 1_000 } = {}) =>
  json(allowed).pipe(
    z
      .array(item, allowed)
      .min(min, allowed)
      .max(max, allowed)
      .superRefine((items, context) => {
        for (const [at, one] of items.entries()) {
          if (items.indexOf(one) < at)
            context.addIssue({ code: "custom", path: [at], message: "each entry only once" });
        }
      }),
  );

/** An IPv4 CIDR block that starts at its network address: AWS rewrites or rejects 10.0.0.7/16. */
export const cidr = z.string("an IPv4 block such as 10.0.0.0/16").superRefine((source, context) => {
  const parsed = parseCidr(source);
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  if (!parsed) problem("an IPv4 block such as 10.0.0.0/16");
  else if (networkOf(parsed).address !== parsed.address)
    problem(`a block that starts at its network address: ${formatCidr(networkOf(parsed))}`);
});

const SUBNET_ALLOWED = "a list of ids of subnets, such as subnet-0a1b2c3d4e5f60718";

/** Ids of subnets. EC2 has two lengths: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
export const subnetIds = list(
  text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, "the id of a subnet, such as subnet-0a1b2c3d4e5f60718"),
  SUBNET_ALLOWED,
);

/** A role of IAM Identity Center, whose path has the region of Identity Center, except us-east-1. */
const ssoRole =
  /^arn:aws[a-z-]*:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\/([a-z0-9-]+\/)?AWSReservedSSO_[^/]+$/;

/**
 * The ARN of an IAM role or user, in any partition, with or without a path. EKS accepts no STS session:
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html
 * A role of IAM Identity Center has a path, which ARNs of sessions and many guides leave out:
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 * The root user is not allowed: AWS recommends not to use it for everyday tasks.
 */
export const principal = z.string("the ARN of an IAM role or user, as text").superRefine((arn, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  const session = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(arn);
  const role = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[^/]+\/)*([^/]+)$/.exec(arn);
  const [, partition, account, name = ""] = session ?? role ?? [];
  const roleArn = (path: string) => `arn:${partition}:iam::${account}:role/${path}${name}`;
  if (name.startsWith("AWSReservedSSO_") && !ssoRole.test(arn))
    problem(
      `the ARN of the role with its path: ${roleArn("aws-reserved/sso.amazonaws.com/")}, or ${roleArn("aws-reserved/sso.amazonaws.com/REGION/")} if IAM Identity Center is not in us-east-1; aws iam get-role --role-name ${name} --query Role.Arn prints it`,
    );
  else if (session)
    problem(`the ARN of the role, not of a session: ${roleArn("")} (with the role's path, if it has one)`);
  else if (!/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn))
    problem("the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/platform-admin");
});

/**
 * Tags for every resource. At most 40: AWS allows 50 tags on a resource, and Groundwork and EKS add some.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export const tags = json("a map of tag names to strings").pipe(
  z
    .record(z.string(), z.string("a string; write a number in quotes"), "a map of tag names to strings")
    .superRefine((map, context) => {
      const problem = (key: string | undefined, message: string) =>
        context.addIssue({ code: "custom", path: key === undefined ? [] : [key], message });
      for (const [key, value] of Object.entries(map)) {
        if (!/^(?!aws:)[\p{L}\p{N}\s+\-=._:/@]{1,128}$/iu.test(key))
          problem(
            key,
            "a tag name of 1 to 128 letters, digits, spaces and + - = . _ : / @, not beginning with aws:",
          );
        if (!/^[\p{L}\p{N}\s+\-=._:/@]{0,256}$/u.test(value))
          problem(key, "at most 256 letters, digits, spaces and + - = . _ : / @");
      }
      if (Object.keys(map).length > 40) problem(undefined, "at most 40 tags");
    }),
);

/** Image tags that move to newer images. */
const floating =
  /^(v?\d{1,3}(\.\d{1,3})?|latest|stable|edge|nightly|current|main|master|trunk|develop|dev|prod)$/i;

const DIGEST_FORM = "a digest is @sha256: and 64 hexadecimal digits (0-9, a-f)";

/** What `image` allows. */
export const IMAGE_EXAMPLE =
  "an image with a version tag or a digest, such as registry.example.com/gallery:1.0.0";

/** A container image, by digest or by the tag of one version, so that it never changes. */
export const image = z.string("an image, as text").superRefine((source, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  const example = IMAGE_EXAMPLE;
  const parts =
    /^([a-z0-9][\w.:-]*\/)*[a-z0-9][a-z0-9._-]*(:(?<tag>[\w][\w.-]{0,127}))?(?<digest>@sha256:[0-9a-f]{64})?$/.exec(
      source,
    )?.groups;
  if (parts === undefined) return problem(source.includes("@") ? `${example}; ${DIGEST_FORM}` : example);
  if (parts.digest !== undefined) return;
  if (parts.tag === undefined) return problem(`${example}; without either, it means :latest`);
  if (floating.test(parts.tag)) problem(`${example}; ":${parts.tag}" moves to newer images`);
});

/** An image, or an empty string if the stack runs none. */
export const imageOrNone = z.union([z.literal(""), image], {
  error: (issue) => problemOf(issue.input),
});

/** The problem of a value that is no image. A union reports only that no member matches. */
function problemOf(value: unknown): string {
  return image.safeParse(value).error?.issues[0]?.message ?? IMAGE_EXAMPLE;
}
