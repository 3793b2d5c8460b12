/** Schema of the policy exceptions in the config. policy/exceptions.ts applies them. */
import { z } from "zod";
import { json, text } from "./values";

const DAY = 24 * 60 * 60 * 1000;
/** 366 days, to allow a full leap year. If an exception is needed for longer, change the policy. */
const LONGEST = 366 * DAY;

/** YYYY-MM-DD. The engine turns a date without quotes into a timestamp: 2027-03-31 00:00:00 +0000 UTC. */
const day = z
  .string("the last day, as YYYY-MM-DD")
  .transform((source) => source.replace(/[T ]00:00:00.*$/, ""))
  .pipe(
    text(/^\d{4}-\d{2}-\d{2}$/, "a day as YYYY-MM-DD").superRefine((source, context) => {
      const date = new Date(`${source}T00:00:00Z`);
      const problem = (message: string) => context.addIssue({ code: "custom", message });
      if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== source)
        problem("a valid date, as YYYY-MM-DD");
      else if (date.getTime() - Date.now() > LONGEST)
        problem("a date at most one year ahead: exceptions must be reviewed every year");
    }),
  );

const ALLOWED = "a list of exceptions, each with policy, resource, reason and until";

/** The list of exceptions, which Pulumi passes as JSON. */
export const policyExceptions = json(ALLOWED).pipe(
  z.array(
    z.strictObject(
      {
        policy: text(
          /^[a-z]+(-[a-z0-9]+)+$/,
          "the name of a policy, such as pin-images; docs/policies.md lists them",
        ),
        resource: text(
          /^(urn:pulumi:.+|[^:*]+:[^:*]+:[^:*]+)::[^*]+$/,
          "one resource as TYPE::NAME, such as aws:sqs/queue:Queue::thumbnailer-failures, or its URN",
        ),
        reason: text(/\S.{9,}/, "a sentence that explains the exception, at least 10 characters"),
        until: day,
      },
      "only the keys policy, resource, reason and until",
    ),
    ALLOWED,
  ),
);

/** Allows one resource to violate one policy, up to and including a given day. */
export type PolicyException = z.output<typeof policyExceptions>[number];
