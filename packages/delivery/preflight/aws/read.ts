/** Schemas for what AWS answers. */
import { z } from "zod";
import { UnknownAnswer } from "./errors";
import type { Operation } from "./operations";
import type { Answer } from "./protocols";

/**
 * A list in XML, whose items have the given element name. An empty element is an empty list, and a single item stands without a list.
 */
export const xmlList = <T extends z.ZodType>(element: string, item: T) =>
  z.preprocess((given) => {
    const items: unknown =
      typeof given === "object" && given !== null ? Reflect.get(given, element) : undefined;
    return items === undefined ? [] : [items].flat();
  }, z.array(item));

/** Tags in the lists of EC2. */
export const ec2Tags = xmlList("item", z.object({ key: z.string(), value: z.string().default("") }));

/** Reads one field of all pages of an answer. @throws UnknownAnswer */
export function readPages<T extends z.ZodType>(
  operation: Operation,
  pages: readonly Answer[],
  schema: T,
): z.output<T>[] {
  return pages.map((page) => {
    const result = schema.safeParse(page);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new UnknownAnswer(`The answer to ${operation}: ${issue?.path.join(".")}: ${issue?.message}`);
  });
}

/** Reads the items of a set in the answers of EC2. @throws UnknownAnswer */
export function readItems<T extends z.ZodType>(
  operation: Operation,
  pages: readonly Answer[],
  set: string,
  item: T,
): z.output<T>[] {
  const sets = pages.map((page) => ({ items: page[set] }));
  return readPages(operation, sets, z.object({ items: xmlList("item", item) })).flatMap(({ items }) => items);
}
