/** The selection: a component, a resource, or nothing. */
export type Choice = { readonly box: number } | { readonly node: number } | undefined;
