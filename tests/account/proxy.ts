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
  /** The region for which the request is signed; empty if it is not signed. */
  readonly region: string;
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

/**
 * Opens a proxy before a server. It forwards everything at first, to the region for which a request is signed: `to` returns another one.
 */
export async function startProxy(moto: Moto, to = ({ region }: ProxiedRequest): string => region) {
  const gate = { refuse: (_: ProxiedRequest): Refused | undefined => undefined };
  const server = createServer((incoming, outgoing) => {
    const request = asked(incoming);
    const refused = gate.refuse(request);
    if (refused) {
      incoming.resume();
      outgoing.writeHead(refused.status).end(incoming.method === "HEAD" ? undefined : refused.body);
    } else {
      // moto takes the region from the signature, which it does not check.
      const { authorization } = incoming.headers;
      const signed = authorization?.replace(`/${request.region}/`, `/${to(request)}/`);
      pass(moto.url, incoming, outgoing, signed);
    }
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
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
  const [, region = ""] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  return { method, path, target: String(headers["x-amz-target"] ?? ""), region };
}

function pass(to: string, incoming: IncomingMessage, outgoing: ServerResponse, signed = ""): void {
  const { method } = incoming;
  const headers = { ...incoming.headers, ...(signed && { authorization: signed }) };
  const onward = request(`${to}${incoming.url}`, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", (error) => outgoing.destroy(error));
  incoming.pipe(onward);
}
