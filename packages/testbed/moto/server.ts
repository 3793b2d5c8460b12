/** Starts moto, which implements AWS's API on the loopback interface. */
import { freePort } from "../control-plane/processes";
import { supervise } from "../processes/supervised";
import { findMoto } from "./install";

/** A running server. */
export interface Moto {
  /** Such as `http://127.0.0.1:40001`. */
  readonly url: string;
  /** Environment variables that programs need to use it: address, region, credentials. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Time limit of the start, in milliseconds: Python loads some 60 MB of service descriptions. */
const START = 60_000;

/**
 * Starts a server with an empty account of the given number. It ends with this process at the latest.
 *
 * @param command the program and its arguments for a port. Default: `moto_server`
 */
export async function startMoto(
  accountId = "111122223333",
  region = "us-east-1",
  command = (port: number): readonly [string, ...string[]] => [
    findMoto(),
    "-H",
    "127.0.0.1",
    "-p",
    String(port),
  ],
): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, ...args] = command(port);
  const server = await supervise(program, args, {
    env: { ...process.env, MOTO_ACCOUNT_ID: accountId, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    stopSignal: "KILL",
  });
  const stop = async () => {
    // Its watchdog stops it when its stdin closes.
    server.child.stdin?.end();
    await server.ended;
  };
  const until = Date.now() + START;
  while (!(await answers(url))) {
    if (server.child.exitCode !== null || Date.now() > until) {
      await stop();
      const last = server.output().trim().split("\n").slice(-3).join(" | ");
      throw new Error(`moto_server did not respond at ${url}: ${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_SESSION_TOKEN: "",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  return { url, env, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}
