import type { ReportResource } from "./data";
import { html, type Markup } from "./html";

/** A resource's name with the last part of its type: several types share a name, such as `network-public-1`. */
export function nameWithType({ name, type }: Pick<ReportResource, "name" | "type">): Markup {
  return html`${name} <span class="type">${kindOf(type)}</span>`;
}

/** The last part of a type: `Subnet` of `aws:ec2:Subnet`. */
export const kindOf = (type: string) => type.split(":").at(-1) ?? type;
