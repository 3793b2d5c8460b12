/** Posts a message to a Slack-compatible webhook. */
import { setTimeout as pause } from "node:timers/promises";
import { Explained } from "@groundwork/rehearse/errors/explained";

/** Timeout of one request. */
const MILLISECONDS = 15_000;
/** Pauses before the second and the third request. */
const PAUSES = [1_000, 5_000];

/**
 * Posts `{ "text": … }`. Repeats a request that fails with 429 or 5xx, or without a response. Messages do not contain the address,
 * which is a secret.
 *
 * @throws Explained if the webhook does not accept the message
 */
export async function postToWebhook(address: string | undefined, text: string): Promise<string> {
  if (address === undefined || !/^https?:\/\/[^\s/]+\/\S*$/.test(address))
    throw new Explained(
      `NOTIFY is webhook, but NOTIFY_WEBHOOK_URL is ${address ? "not the https:// address of a webhook" : "not set"}. ` +
        "Add it as a secret of the repository: gh secret set NOTIFY_WEBHOOK_URL.",
    );
  const problems: string[] = [];
  for (const before of [0, ...PAUSES]) {
    await pause(before);
    const problem = await post(address, text);
    if (problem === undefined) return "Posted to the webhook";
    problems.push(problem.message);
    if (!problem.transient) break;
  }
  throw new Explained(
    `The webhook in the secret NOTIFY_WEBHOOK_URL did not accept the message: ${problems.join("; ")}.`,
  );
}

async function post(address: string, text: string) {
  try {
    const { ok, status } = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
      redirect: "error",
      signal: AbortSignal.timeout(MILLISECONDS),
    });
    return ok ? undefined : { message: `status ${status}`, transient: status === 429 || status >= 500 };
  } catch (error) {
    const timeout = error instanceof Error && error.name === "TimeoutError";
    return { message: timeout ? "no response in 15 s" : "no connection", transient: true };
  }
}
