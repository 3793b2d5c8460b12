/** One client for all services that a preflight asks (docs/decisions/0040-one-signed-client-for-the-preflight.md). */
import { setTimeout as sleep } from "node:timers/promises";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { endpointOf } from "./endpoints";
import { AwsRefusal, Unreachable } from "./errors";
import { type Operation, type OperationModel, operations, type Params } from "./operations";
import { type Answer, readResponse, type WrittenRequest, writeRequest } from "./protocols";
import { sign } from "./signer";

export interface AwsOptions {
  readonly region: string;
  /** How long AWS may take to answer one request. A request without an answer is not repeated. */
  readonly timeoutSeconds: number;
  /** Interrupts all calls. */
  readonly signal: AbortSignal;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Aws {
  readonly region: string;
  /**
   * Calls an operation and returns the pages of its response. The same call is sent once.
   *
   * @param region another region than the stack's
   * @throws AwsRefusal, Unreachable or UnknownAnswer
   */
  pages(operation: Operation, params?: Params, region?: string): Promise<readonly Answer[]>;
  /** Downloads a text from an address that AWS returned, without signing the request. */
  download(url: string): Promise<string>;
}

/** How often a call is sent if AWS throttles it, answers with an internal error or closes the connection. */
const ATTEMPTS = 3;
/** More pages than any account has of what a preflight counts. */
const MAX_PAGES = 100;

export function createAws({ region, timeoutSeconds, signal, env = process.env }: AwsOptions): Aws {
  // Expired credentials are read again by the provider; one provider for all services reads a profile once.
  const credentials = defaultProvider();
  const known = new Map<string, Promise<readonly Answer[]>>();

  async function send(operation: Operation, params: Params, where: string): Promise<Answer> {
    const [service = "", name = ""] = operation.split(":");
    const { protocol } = operations[operation];
    const { origin, signingRegion } = endpointOf(service, where, env);
    const url = new URL(origin);
    const request = writeRequest(name, protocol, params);
    const headers = await sign({ service, region: signingRegion, credentials }, url, request);
    const response = await answer(operation, new URL(request.path, url), { ...request, headers });
    return readResponse(operation, protocol, response);
  }

  async function answer(what: string, url: URL, { method, headers, body }: WrittenRequest) {
    const late = AbortSignal.timeout(timeoutSeconds * 1_000);
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(method === "POST" ? { body } : {}),
        signal: AbortSignal.any([signal, late]),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      signal.throwIfAborted();
      const why = late.aborted ? `no answer in ${timeoutSeconds} s` : reasonOf(error);
      throw new Unreachable(`${what}: ${url.host} cannot be reached: ${why}`, {
        cause: late.aborted ? late : error,
      });
    }
  }

  async function retried(operation: Operation, params: Params, where: string): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(operation, params, where);
      } catch (error) {
        const again =
          error instanceof AwsRefusal
            ? error.temporary
            : error instanceof Unreachable && !(error.cause instanceof AbortSignal);
        if (!again || attempt === ATTEMPTS) throw error;
        await sleep(Math.random() * 2 ** attempt * 200, undefined, { signal });
      }
    }
  }

  async function readPages(operation: Operation, params: Params, where: string): Promise<readonly Answer[]> {
    const { pages }: OperationModel = operations[operation];
    const found = [await retried(operation, params, where)];
    if (pages === undefined) return found;
    for (let token = found[0]?.[pages.next]; token; token = found.at(-1)?.[pages.next]) {
      if (found.length === MAX_PAGES) throw new Error(`${operation} returned more than ${MAX_PAGES} pages.`);
      found.push(await retried(operation, { ...params, [pages.token]: token }, where));
    }
    return found;
  }

  return {
    region,
    pages(operation, params = {}, where = region) {
      const key = JSON.stringify([operation, params, where]);
      const result = known.get(key) ?? readPages(operation, params, where);
      known.set(key, result);
      return result;
    },
    async download(url) {
      const { host } = new URL(url);
      const request = { method: "GET", path: url, headers: {}, body: "" } as const;
      const { status, text } = await answer("The download", new URL(url), request);
      if (status !== 200)
        throw new AwsRefusal("The download", `HTTP ${status}`, `${host} answered ${status}`, status);
      return text;
    },
  };
}

/** `fetch failed` says nothing: the cause has the code of the system, such as ECONNREFUSED. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message = cause instanceof Error ? cause.message : String(cause);
  return message === "" || message.includes(code) ? message || code : `${code}: ${message}`;
}
