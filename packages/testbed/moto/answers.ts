/** moto, with answers that a test gives for what moto lacks. They must be allowed by AWS's own models (botocore). */
import { join } from "node:path";
import { findMotoPython } from "./install";
import { type Moto, startMoto } from "./server";

/** An answer to an operation, until the answers are cleared. A later one for the same operation is used before. */
export type GivenAnswer = {
  /** As in a signature, such as `servicequotas`. */
  readonly service: string;
  /** Such as `GetServiceQuota`. */
  readonly operation: string;
  /** Parameters of the requests that get this answer. Default: all requests. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** How many requests get this answer. Default: all. */
  readonly times?: number;
} & (
  | { readonly answer: Readonly<Record<string, unknown>> }
  | { readonly error: { readonly code: string; readonly message: string } }
  /** No answer at all: the connection stays open. */
  | { readonly silent: true }
  /** What AWS would not answer, such as a page of a proxy. */
  | { readonly body: string; readonly status: number }
);

interface AnswerRecord {
  readonly called: readonly string[];
  readonly violations: readonly string[];
}

export interface MotoWithAnswers extends Moto {
  /** @throws Error if the operation's model does not allow the answer */
  give(...answers: readonly GivenAnswer[]): Promise<void>;
  /** Removes all answers. */
  clear(): Promise<void>;
  /** The operations that were called, and the requests that differ from what botocore would send. */
  record(): Promise<AnswerRecord>;
}

export async function startMotoWithAnswers(accountId?: string, region?: string): Promise<MotoWithAnswers> {
  const python = findMotoPython();
  const moto = await startMoto(accountId, region, (port) => [
    python,
    join(__dirname, "answers.py"),
    String(port),
  ]);
  const send = async (method: string, body?: string) => {
    const response = await fetch(`${moto.url}/answers`, { method, ...(body === undefined ? {} : { body }) });
    if (!response.ok) throw new Error(await response.text());
  };
  return {
    ...moto,
    async give(...answers) {
      for (const each of answers) await send("POST", JSON.stringify(each));
    },
    clear: () => send("DELETE"),
    async record() {
      const record: AnswerRecord = JSON.parse(await (await fetch(`${moto.url}/violations`)).text());
      return record;
    },
  };
}
