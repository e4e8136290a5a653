/** Validating resolvers that anybody may ask: Cloudflare, Google, Quad9. */
export const RESOLVERS = ['1.1.1.1', '8.8.8.8', '9.9.9.9'] as const;
