/** The content security policy of all responses except the page: a browser that displays one loads and runs nothing. */
export const nothingAllowed = "default-src 'none'; frame-ancestors 'none'";

/**
 * The headers that @fastify/helmet sets, for responses that it does not process. tests/app/malformed.test.ts compares them.
 */
export const securityHeaders = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
} as const;
