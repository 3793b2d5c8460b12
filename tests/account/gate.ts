/** A gate before moto: AWS's refusals, which moto does not give, for the requests that a test names. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Moto } from "@groundwork/testbed/moto/server";

/** A request, as far as it says what is asked. */
export interface Asked {
  readonly method: string;
  /** Such as `/bucket/key`, with its query. */
  readonly path: string;
  /** Such as `TrentService.Encrypt`; empty where the service is not called so. */
  readonly target: string;
}

/** An answer in AWS's words. */
export interface Refused {
  readonly status: number;
  readonly body: string;
}

/**
 * What S3 answers to who lacks a permission; to HEAD it answers without words.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const s3Denies = (who: string, action: string, on: string): Refused => ({
  status: 403,
  body:
    "<Error><Code>AccessDenied</Code>" +
    `<Message>User: ${who} is not authorized to perform: ${action} on resource: "${on}"</Message></Error>`,
});

/** The same of KMS. https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html */
export const kmsDenies = (who: string, action: string, on: string): Refused => ({
  status: 400,
  body: JSON.stringify({
    __type: "AccessDeniedException",
    Message: `User: ${who} is not authorized to perform: ${action} on resource: ${on}`,
  }),
});

/** Opens a gate before a server: the same server, at the gate's address. Nothing is refused at first. */
export async function openGate(moto: Moto) {
  const gate = { refuse: (_: Asked): Refused | undefined => undefined };
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

function asked({ method = "", url: path = "", headers }: IncomingMessage): Asked {
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
