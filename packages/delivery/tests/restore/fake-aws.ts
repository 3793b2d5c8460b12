import type { Aws } from "../../preflight/aws/client";
import type { Operation, Params } from "../../preflight/aws/operations";
import type { Answer } from "../../preflight/aws/protocols";

/** A client that gives these answers, or throws these errors. It records what was asked. */
export function fakeAws(answers: Partial<Record<Operation, Answer | Error>>) {
  const asked: [Operation, Params][] = [];
  const aws: Aws = {
    region: "us-east-1",
    pages: async (operation, params = {}) => {
      asked.push([operation, params]);
      const answer = answers[operation];
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw new Error(`no answer for ${operation}`);
      return [answer];
    },
    download: () => Promise.reject(new Error("nothing to download")),
  };
  return { aws, asked };
}
