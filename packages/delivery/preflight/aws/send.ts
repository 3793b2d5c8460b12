/** Sends one request to AWS: signs it, waits for the answer, and reads it. */
import type { defaultProvider } from "@aws-sdk/credential-provider-node";
import { endpointOf } from "./endpoints";
import { Unreachable } from "./errors";
import type { Params, Protocol } from "./operations";
import { type Answer, readResponse, type WrittenRequest, writeRequest } from "./protocols";
import { sign } from "./signer";

interface Waiting {
  /** How long AWS may take to answer. */
  readonly timeoutSeconds: number;
  /** Interrupts the request. Default: only the timeout does. */
  readonly signal?: AbortSignal;
}

interface Call extends Waiting {
  /** As an IAM action, such as `sns:Publish`. */
  readonly operation: string;
  readonly protocol: Protocol;
  readonly params: Params;
  readonly region: string;
  /** With AWS_ENDPOINT_URL or the variables of single services. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly credentials: ReturnType<typeof defaultProvider>;
}

/** @throws AwsRefusal, Unreachable or UnknownAnswer */
export async function sendCall(call: Call): Promise<Answer> {
  const { operation, protocol, params, region, env, credentials } = call;
  const [service = "", name = ""] = operation.split(":");
  const { origin, signingRegion } = endpointOf(service, region, env);
  const url = new URL(origin);
  const request = writeRequest(name, protocol, params);
  const headers = await sign({ service, region: signingRegion, credentials }, url, request);
  const response = await sendRequest(operation, new URL(request.path, url), { ...request, headers }, call);
  return readResponse(operation, protocol, response);
}

/** The `cause` of Unreachable is an AbortSignal if AWS did not answer in time. */
export async function sendRequest(
  what: string,
  url: URL,
  { method, headers, body }: WrittenRequest,
  { timeoutSeconds, signal }: Waiting,
) {
  const late = AbortSignal.timeout(timeoutSeconds * 1_000);
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(method === "POST" ? { body } : {}),
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    signal?.throwIfAborted();
    const why = late.aborted ? `no answer in ${timeoutSeconds} s` : reasonOf(error);
    throw new Unreachable(`${what}: ${url.host} cannot be reached: ${why}`, {
      cause: late.aborted ? late : error,
    });
  }
}

/** `fetch failed` says nothing: the cause has the code of the system, such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message = cause instanceof Error ? cause.message : String(cause);
  return message === "" || message.includes(code) ? message || code : `${code}: ${message}`;
}
