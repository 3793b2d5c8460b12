/** The forms of AWS's ids. packages/rehearse/tests/cloud/forms compares them with moto and with what AWS documents. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { NewSubject } from "../resource-type";

/** An id such as `igw-` and 17 hexadecimal digits. */
export const ec2Id =
  (prefix: string) =>
  ({ hex }: Pick<NewSubject<never>, "hex">): string =>
    `${prefix}-${hex(17)}`;

/** A UUID. The same text has the same one. */
export function uuidOf(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
  ];
  return [...parts, digits.slice(20, 32)].join("-");
}

/** Letters and digits without a meaning, of which AWS makes ids: those of the text, in upper case. */
export function lettersOf(text: string, length: number): string {
  const digits = BigInt(`0x${createHash("sha512").update(text).digest("hex")}`).toString(36);
  return digits.slice(0, length).toUpperCase();
}

/** The id of a route, which the provider makes: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_route.go */
export function routeId(routeTableId: string, destination: string): string {
  return `r-${routeTableId}${crc32(destination)}`;
}
