/** How exceptions from policies are read from the config. What they mean is for policy/ to say. */
import { z } from "zod";
import { json, text } from "./values";

const DAY = 24 * 60 * 60 * 1000;
/** A year and a day, so that a leap year's last day counts. An exception that lasts longer is a rule that is wrong. */
const LONGEST = 366 * DAY;

/** YYYY-MM-DD. The engine reads a day without quotes as a moment: 2027-03-31 00:00:00 +0000 UTC. */
const day = z
  .string("the last day, as YYYY-MM-DD")
  .transform((source) => source.replace(/[T ]00:00:00.*$/, ""))
  .pipe(
    text(/^\d{4}-\d{2}-\d{2}$/, "a day as YYYY-MM-DD").superRefine((source, context) => {
      const date = new Date(`${source}T00:00:00Z`);
      const problem = (message: string) => context.addIssue({ code: "custom", message });
      if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== source)
        problem("a day that the calendar has, as YYYY-MM-DD");
      else if (date.getTime() - Date.now() > LONGEST)
        problem("a day at most one year ahead: then somebody looks at it again");
    }),
  );

const ALLOWED = "a list of exceptions, each with policy, resource, reason and until";

/** The exceptions, as the text or JSON that Pulumi hands over. */
export const policyExceptions = json(ALLOWED).pipe(
  z.array(
    z.strictObject(
      {
        policy: text(
          /^[a-z]+(-[a-z0-9]+)+$/,
          "a policy's name, such as pin-images; docs/policies.md has them all",
        ),
        resource: text(
          /^(urn:pulumi:.+|[^:*]+:[^:*]+:[^:*]+)::[^*]+$/,
          "one resource: its type and name as TYPE::NAME, such as aws:sqs/queue:Queue::thumbnailer-failures, or its URN",
        ),
        reason: text(/\S.{9,}/, "a sentence that says why, for whoever reads it in a year"),
        until: day,
      },
      "policy, resource, reason and until, and nothing else",
    ),
    ALLOWED,
  ),
);

/** Leave for one resource to break one policy, up to and including a day. */
export type PolicyException = z.output<typeof policyExceptions>[number];
