/** The address for which the endpoint of a cluster is opened. */
import { BlockList, isIPv4 } from "node:net";
import { Explained } from "@groundwork/rehearse/errors/explained";

/** Amazon's service that returns the caller's public IPv4 address. */
export const ADDRESS_SERVICE = "https://checkip.amazonaws.com";

/** Blocks from which no request reaches a public endpoint. https://www.iana.org/assignments/iana-ipv4-special-registry */
const notPublic = new BlockList();
for (const [address, mask] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const)
  notPublic.addSubnet(address, mask);

/**
 * Returns the block of one address: "203.0.113.7/32" for "203.0.113.7".
 *
 * @param source what the text is, for the error message, such as "--cidr"
 * @throws Explained if it is not one public IPv4 address
 */
export function addressBlock(given: string, source: string): string {
  const [address = "", mask = "32", ...more] = given.trim().split("/");
  if (isIPv4(address) && mask === "32" && more.length === 0 && !notPublic.check(address))
    return `${address}/32`;
  throw new Explained(
    `${source} is ${given.trim().slice(0, 100) || "empty"}; it must be one public IPv4 address, such as 203.0.113.7/32. ` +
      "The endpoint is opened for one address only.",
  );
}

/** Asks a service for the caller's address. @throws Explained if the service does not return a public address */
export async function callersBlock(service: string, signal: AbortSignal): Promise<string> {
  const advice = "Give your address with --cidr ADDRESS/32.";
  let text: string;
  try {
    const response = await fetch(service, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    text = await response.text();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { message, cause } = Object(error);
    throw new Explained(
      `Your address is unknown: ${service} did not return it (${Object(cause).code ?? message}). ${advice}`,
      { cause: error },
    );
  }
  try {
    return addressBlock(text, `The answer of ${service}`);
  } catch (error) {
    throw error instanceof Explained ? new Explained(`${error.message} ${advice}`, { cause: error }) : error;
  }
}
