import type { Parsed } from './target.ts';

/** Algorithms of TSIG that Picket signs with, and their hashes (RFC 8945 section 6). Those on SHA-1 and MD5 must not be used for signing anew. */
export const TSIG_HASHES = {
  'hmac-sha224': 'sha224',
  'hmac-sha256': 'sha256',
  'hmac-sha384': 'sha384',
  'hmac-sha512': 'sha512',
} as const;

/** The name of an algorithm as key files spell it. */
export type TsigAlgorithm = keyof typeof TSIG_HASHES;

/** A secret that is shared with the server (RFC 8945). */
export interface TsigKey {
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Buffer;
}

const BLOCK = /key\s+"?([^"\s{]+)"?\s*\{([^}]*)\}\s*;?/;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?:\/\/|#)[^\n]*/g;

/**
 * Reads a key as `tsig-keygen` prints it and `named.conf` holds it: `key "name" { algorithm hmac-sha256; secret "…"; };`.
 * The faults, one a line, never repeat the secret.
 */
export function parseTsigKey(text: string): Parsed<TsigKey> {
  const plain = text.replace(/"[^"\n]*"|\/\*[\s\S]*?\*\/|(?:\/\/|#)[^\n]*/g, (part) =>
    part.startsWith('"') ? part : part.replace(COMMENTS, ' '),
  );
  const [, name, body] = BLOCK.exec(plain) ?? [];
  if (name === undefined || body === undefined) {
    return {
      ok: false,
      fault: 'holds no key; expected what tsig-keygen prints: key "name" { algorithm hmac-sha256; secret "…"; };',
    };
  }
  const value = (word: string) => {
    const [, quoted, bare] = new RegExp(`(?:^|[;\\s])${word}\\s+(?:"([^"]*)"|([^";\\s]+))\\s*;`).exec(body) ?? [];
    return quoted ?? bare;
  };
  const algorithm = value('algorithm')?.toLowerCase().replace(/\.$/, '');
  const secret = value('secret');
  const faults = [...algorithmFault(algorithm), ...secretFault(secret)];
  if (faults.length > 0 || secret === undefined || !isAlgorithm(algorithm)) return { ok: false, fault: faults.join('\n') };
  return { ok: true, value: { name: name.toLowerCase().replace(/\.$/, ''), algorithm, secret: Buffer.from(secret, 'base64') } };
}

function isAlgorithm(text: string | undefined): text is TsigAlgorithm {
  return text !== undefined && Object.hasOwn(TSIG_HASHES, text);
}

function algorithmFault(text: string | undefined): string[] {
  if (isAlgorithm(text)) return [];
  const said = text === undefined ? 'the key has no algorithm' : `the algorithm '${text.slice(0, 40)}' cannot be used`;
  return [`${said}; expected one of ${Object.keys(TSIG_HASHES).join(', ')}`];
}

function secretFault(text: string | undefined): string[] {
  if (text === undefined) return ['the key has no secret'];
  return /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^[A-Za-z0-9+/]{2}==$|^[A-Za-z0-9+/]{3}=$/.test(text)
    ? []
    : ['the secret is no base64'];
}
