/** Writes requests and reads responses in the protocols of AWS. https://smithy.io/2.0/aws/protocols/index.html */
import { parseXML } from "@aws-sdk/xml-builder";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { AwsRefusal, UnknownAnswer } from "./errors";
import type { Params, Protocol } from "./operations";

export interface WrittenRequest {
  readonly method: "GET" | "POST";
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

export type Answer = Readonly<Record<string, unknown>>;

/** @param name the operation without its service, such as `GetRole` */
export function writeRequest(name: string, protocol: Protocol, params: Params): WrittenRequest {
  if (protocol.kind === "rest") return { method: "GET", path: protocol.path(params), headers: {}, body: "" };
  if (protocol.kind === "json") {
    const headers = {
      "content-type": `application/x-amz-json-${protocol.version}`,
      "x-amz-target": `${protocol.target}.${name}`,
    };
    return { method: "POST", path: "/", headers, body: JSON.stringify(params) };
  }
  const fields = Object.entries({ Action: name, Version: protocol.version, ...params });
  const body = fields.map((pair) => pair.map((text) => encodeURIComponent(String(text))).join("=")).join("&");
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  return { method: "POST", path: "/", headers, body };
}

/**
 * Reads the response to an operation. Numbers and booleans of XML stay text.
 *
 * @throws AwsRefusal if it is an error, UnknownAnswer if it is not in the operation's protocol
 */
export function readResponse(operation: string, protocol: Protocol, response: ReceivedResponse): Answer {
  const name = operation.split(":")[1] ?? "";
  const isJson = protocol.kind === "json" || (protocol.kind === "rest" && protocol.format === "json");
  const content = isJson ? parseJson(operation, response) : parseXml(operation, response);
  if (response.status >= 400) throw refusal(operation, content, response);
  return protocol.kind === "query" ? member(content, `${name}Result`) : content;
}

function parseJson(operation: string, { text, status }: ReceivedResponse): Answer {
  try {
    const content: unknown = JSON.parse(text || "{}");
    if (isProperties(content)) return content;
  } catch {
    if (status >= 400) return {};
  }
  throw new UnknownAnswer(`The response to ${operation} is not a JSON object: ${text.slice(0, 200)}`);
}

/** The content of the root element. */
function parseXml(operation: string, { text, status }: ReceivedResponse): Answer {
  try {
    const content: unknown = Object.values(Object(parseXML(text)))[0];
    if (isProperties(content)) return content;
    if (content === "") return {};
  } catch {
    // Reported below.
  }
  if (status >= 400) return {};
  throw new UnknownAnswer(`The response to ${operation} is not an XML document: ${text.slice(0, 200)}`);
}

function member(content: Answer, name: string): Answer {
  const found = content[name];
  return isProperties(found) ? found : {};
}

/** Query: `Error`; EC2: `Errors.Error`; JSON: `__type` or a header. */
function refusal(operation: string, content: Answer, { status, headers, text }: ReceivedResponse) {
  const error = { ...member(content, "Error"), ...member(member(content, "Errors"), "Error") };
  const header = headers.get("x-amzn-errortype");
  const type = error.Code ?? content.__type ?? header ?? content.code;
  const code = String(type ?? `HTTP ${status}`)
    .replace(/^.*#/, "")
    .replace(/:.*$/, "");
  const message = error.Message ?? content.message ?? content.Message ?? textOf(text);
  return new AwsRefusal(operation, code, String(message), status);
}

/** The text of a page that no service of AWS wrote, such as that of a proxy. */
const textOf = (page: string) =>
  page
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 120);
