import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The identities that access the API server, each with a separate token. The names are the ones that Kubernetes'
 * roles expect.
 */
const identities = {
  admin: { user: "admin", groups: ["system:masters"] },
  "controller-manager": { user: "system:kube-controller-manager", groups: [] },
  scheduler: { user: "system:kube-scheduler", groups: [] },
  // kwok simulates every node, so it needs the permissions of all kubelets and more.
  kwok: { user: "kwok", groups: ["system:masters"] },
} as const;

export type Identity = keyof typeof identities;

export interface Credentials {
  /** `--token-auth-file` of the API server. */
  readonly tokenFile: string;
  /** Signs service account tokens (RSA, PEM). */
  readonly signingKey: string;
  readonly verifyingKey: string;
  tokenOf(identity: Identity): string;
}

/** Creates new credentials in a folder that only the user can read. They last as long as the control plane. */
export function createCredentials(folder: string): Credentials {
  const tokens = new Map<string, string>();
  const lines = Object.entries(identities).map(([name, { user, groups }]) => {
    const token = randomBytes(24).toString("hex");
    tokens.set(name, token);
    return `${token},${user},${name},"${groups.join(",")}"`;
  });
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const write = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  return {
    tokenFile: write("tokens.csv", `${lines.join("\n")}\n`),
    signingKey: write("service-accounts.key", keys.privateKey),
    verifyingKey: write("service-accounts.pub", keys.publicKey),
    tokenOf: (identity) => tokens.get(identity) ?? "",
  };
}

/** Writes a kubeconfig for one identity. JSON is valid YAML, so no library is needed. */
export function writeKubeconfig(
  folder: string,
  identity: Identity,
  server: { url: string; authority: string; token: string },
): string {
  const file = join(folder, `${identity}.kubeconfig`);
  const content = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "control-plane",
    clusters: [
      { name: "control-plane", cluster: { server: server.url, "certificate-authority": server.authority } },
    ],
    users: [{ name: identity, user: { token: server.token } }],
    contexts: [{ name: "control-plane", context: { cluster: "control-plane", user: identity } }],
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}
