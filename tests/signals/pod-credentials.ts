/** The credentials of a pod's role, as the agent of Pod Identity gives them. */
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

/** Variables of a process with a role, and what ends the agent. */
export interface PodCredentials {
  readonly variables: Readonly<Record<string, string>>;
  stop(): void;
}

/**
 * Starts an agent on a loopback port, which gives credentials for the token of the pod only.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 *
 * @param folder for the file with the token
 */
export async function givePodCredentials(folder: string): Promise<PodCredentials> {
  const token = randomBytes(16).toString("hex");
  const file = join(folder, "token");
  writeFileSync(file, token);
  const credentials = {
    AccessKeyId: "AKIAIOSFODNN7EXAMPLE",
    SecretAccessKey: "an/example+of+a+key",
    Token: "an//example+of+a+session/token==",
    AccountId: "111122223333",
    Expiration: "2030-01-01T00:00:00Z",
  };
  const server = createServer((request, response) => {
    if (request.headers.authorization === token) response.end(JSON.stringify(credentials));
    else response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    variables: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${address.port}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
    },
    stop: () => server.close(),
  };
}
