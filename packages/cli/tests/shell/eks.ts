/**
 * Stands in for EKS and STS on the loopback interface: the calls of `groundwork shell`, with the answers that EKS gives.
 * tests/ci/eks-model.test.ts compares requests and answers with botocore's model. moto has neither DescribeUpdate nor the
 * rejections.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";

/** A request and its answer, by the operation's name in AWS's model. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

interface Failure {
  readonly operation: string;
  readonly status: number;
  readonly type: string;
  /** Whether EKS carries the request out although it returns the error. */
  readonly carriedOut?: boolean;
}

interface Access {
  readonly endpointPublicAccess: boolean;
  readonly publicAccessCidrs: readonly string[];
}

export class StandIn {
  readonly calls: Call[] = [];
  /** Failures of the next calls. */
  readonly failures: Failure[] = [];
  names: string[] = ["groundwork-dev-aaaaaaaa", "groundwork-prod-1a2b3c4d"];
  status = "ACTIVE";
  access: Access = { endpointPublicAccess: false, publicAccessCidrs: [] };
  /** How often an update is in progress before it ends. */
  polls = 0;
  /** What the update ends with. */
  outcome = "Successful";
  /** URL and certificate of the Kubernetes API. */
  api = { url: "", certificate: "" };
  #pending: { id: string; polls: number; next: Access } | undefined;
  readonly #ended = new Map<string, string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #kubernetes = createTcpServer((socket) => socket.end());

  async start(): Promise<void> {
    await listen(this.#server);
    await listen(this.#kubernetes);
    const { port } = addressOf(this.#kubernetes);
    this.api = {
      url: `https://127.0.0.1:${port}`,
      certificate: Buffer.from("certificate").toString("base64"),
    };
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#kubernetes.close();
  }

  get url(): string {
    return `http://127.0.0.1:${addressOf(this.#server).port}`;
  }

  /** Environment variables that make AWS's clients use this server. */
  get env(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_SESSION_TOKEN: "",
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** The requested changes, oldest first. */
  get changes(): readonly unknown[] {
    return this.calls.flatMap(({ operation, input }) =>
      operation === "UpdateClusterConfig" ? [input.resourcesVpcConfig] : [],
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { pathname } = new URL(request.url ?? "/", this.url);
    const [, , name = "", verb = "", updateId = ""] = pathname.split("/");
    if (pathname === "/address") return void response.end("203.0.113.7\n");
    if (pathname === "/broken") return void response.end("<html>Sign in to this network</html>");
    if (pathname === "/" && request.method === "POST")
      return this.#assumeRole(new URLSearchParams(body), response);
    const operation =
      name === ""
        ? "ListClusters"
        : { "": "DescribeCluster", "update-config": "UpdateClusterConfig", updates: "DescribeUpdate" }[verb];
    const input =
      operation === "DescribeUpdate"
        ? { name, updateId }
        : { ...(name === "" ? {} : { name }), ...(body === "" ? {} : JSON.parse(body)) };
    const failure = this.failures.find((each) => each.operation === operation);
    if (failure) this.failures.splice(this.failures.indexOf(failure), 1);
    if (failure && !failure.carriedOut) return this.#reject(response, failure.status, failure.type);
    const result = this.#carryOut(operation ?? "", input);
    if (typeof result === "string") return this.#reject(response, result === NOT_FOUND ? 404 : 409, result);
    this.calls.push({ operation: operation ?? "", input, output: result });
    if (failure) return this.#reject(response, failure.status, failure.type);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(result));
  }

  #carryOut(operation: string, input: Record<string, unknown>): Record<string, unknown> | string {
    if (operation === "ListClusters") return { clusters: this.names };
    if (!this.names.includes(String(input.name))) return NOT_FOUND;
    if (operation === "DescribeCluster") {
      // The status of the cluster follows its update.
      this.#advance();
      return { cluster: this.#cluster(String(input.name)) };
    }
    if (operation === "UpdateClusterConfig") {
      if (this.status !== "ACTIVE") return "ResourceInUseException";
      const id = `update-${this.calls.length}`;
      this.#pending = {
        id,
        polls: this.polls,
        next: { ...this.access, ...Object(input.resourcesVpcConfig) },
      };
      this.status = "UPDATING";
      return { update: { id, status: "InProgress", type: "EndpointAccessUpdate" } };
    }
    const id = String(input.updateId);
    if (this.#pending?.id === id) this.#advance();
    const status = this.#ended.get(id) ?? "InProgress";
    const errors = status === "Failed" ? [{ errorCode: "Unknown", errorMessage: "not possible now" }] : [];
    return { update: { id, status, type: "EndpointAccessUpdate", errors } };
  }

  #advance(): void {
    if (this.#pending === undefined || this.#pending.polls-- > 0) return;
    if (this.outcome === "Successful") this.access = this.#pending.next;
    this.#ended.set(this.#pending.id, this.outcome);
    this.#pending = undefined;
    this.status = "ACTIVE";
  }

  #cluster(name: string) {
    return {
      name,
      status: this.status,
      endpoint: this.api.url,
      certificateAuthority: { data: this.api.certificate },
      resourcesVpcConfig: { ...this.access, endpointPrivateAccess: true },
    };
  }

  #assumeRole(given: URLSearchParams, response: ServerResponse): void {
    const { Action: operation = "", Version: _, ...input } = Object.fromEntries(given);
    this.calls.push({
      operation,
      input: { ...input, DurationSeconds: Number(input.DurationSeconds) },
      output: {},
    });
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    response.setHeader("content-type", "text/xml");
    response.end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>` +
        `<AccessKeyId>ASIATESTING000000000</AccessKeyId><SecretAccessKey>testing</SecretAccessKey>` +
        `<SessionToken>testing</SessionToken><Expiration>${Expiration}</Expiration>` +
        `</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  }

  #reject(response: ServerResponse, status: number, type: string): void {
    response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
    response.end(JSON.stringify({ message: `${type} of the stand-in` }));
  }
}

const NOT_FOUND = "ResourceNotFoundException";

type Listening = { listen(port: number, host: string, done: () => void): unknown };

function listen(server: Listening): Promise<void> {
  return new Promise((resolve) => void server.listen(0, "127.0.0.1", resolve));
}

function addressOf(server: { address(): AddressInfo | string | null }): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return address;
}
