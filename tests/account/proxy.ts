/** A proxy before moto that returns the AWS errors that moto does not return, for the requests that a test names. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Moto } from "@groundwork/testbed/moto/server";

/** A request, reduced to what identifies the operation. */
export interface ProxiedRequest {
  readonly method: string;
  /** Such as `/bucket/key`, with its query. */
  readonly path: string;
  /** Such as `TrentService.Encrypt`; empty for services without this header. */
  readonly target: string;
}

/** A response in the format of AWS. */
export interface Refused {
  readonly status: number;
  readonly body: string;
}

/**
 * The response of S3 to a request without permission; a HEAD request gets no body.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const s3Denies = (who: string, action: string, on: string): Refused => ({
  status: 403,
  body:
    "<Error><Code>AccessDenied</Code>" +
    `<Message>User: ${who} is not authorized to perform: ${action} on resource: "${on}"</Message></Error>`,
});

/** The same for KMS. https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html */
export const kmsDenies = (who: string, action: string, on: string): Refused => ({
  status: 400,
  body: JSON.stringify({
    __type: "AccessDeniedException",
    Message: `User: ${who} is not authorized to perform: ${action} on resource: ${on}`,
  }),
});

/** Opens a proxy before a server. It forwards everything at first. */
export async function startProxy(moto: Moto) {
  const gate = { refuse: (_: ProxiedRequest): Refused | undefined => undefined };
  const server = createServer((incoming, outgoing) => {
    const refused = gate.refuse(asked(incoming));
    if (refused) {
      incoming.resume();
      outgoing.writeHead(refused.status).end(incoming.method === "HEAD" ? undefined : refused.body);
    } else pass(moto.url, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : address}`;
  return {
    gate,
    moto: { ...moto, url, env: { ...moto.env, AWS_ENDPOINT_URL: url } },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function asked({ method = "", url: path = "", headers }: IncomingMessage): ProxiedRequest {
  return { method, path, target: String(headers["x-amz-target"] ?? "") };
}

function pass(to: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers } = incoming;
  const onward = request(`${to}${incoming.url}`, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", (error) => outgoing.destroy(error));
  incoming.pipe(onward);
}
