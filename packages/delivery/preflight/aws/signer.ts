/** Signs requests to AWS. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
import { createHash, createHmac } from "node:crypto";
import type { defaultProvider } from "@aws-sdk/credential-provider-node";
import { SignatureV4 } from "@smithy/signature-v4";
import type { WrittenRequest } from "./protocols";

interface SigningArgs {
  /** Code of the service, such as `sns`. */
  readonly service: string;
  readonly region: string;
  readonly credentials: ReturnType<typeof defaultProvider>;
}

/** Signs a request with Signature Version 4. Returns its headers. */
export async function sign(
  { service, region, credentials }: SigningArgs,
  url: URL,
  { method, path, headers, body }: WrittenRequest,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const { pathname, searchParams } = new URL(path, url);
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { ...headers, host: url.host },
    body,
  });
  // fetch sets the header itself.
  const { host: _, ...rest } = signed.headers;
  return rest;
}

/** The hash for the signer, which gives a key for an HMAC. */
export class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
