/** Policy of everything but the page: an answer that a browser shows as a page may load and run nothing. */
export const nothingAllowed = "default-src 'none'; frame-ancestors 'none'";

/**
 * What @fastify/helmet sets on every answer, for the answers that it does not see. tests/app/malformed.test.ts
 * compares the two.
 */
export const securityHeaders = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
} as const;
