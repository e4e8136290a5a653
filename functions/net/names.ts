import { randomBytes } from 'node:crypto';
import type { Parsed } from '../core/target.ts';

/** Longest name in wire form, the root's byte included (RFC 1035 section 2.3.4). */
export const NAME_BYTES = 255;
const LABEL_BYTES = 63;

/** Every byte as it is written. */
const WRITTEN: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[A-Za-z0-9_*/-]/.test(character)) return character;
  return character === '.' || character === '\\' ? `\\${character}` : `\\${String(byte).padStart(3, '0')}`;
});
/** One byte of a name as it is written: `\DDD`, `\` and a character, or a character. */
const WRITTEN_BYTE = /\\(\d{3})|\\([\x21-\x2f\x3a-\x7e])|([\x21-\x5b\x5d-\x7e])/y;

/**
 * A label in presentation form (RFC 1035 section 5.1): `\.` and `\\`, and `\DDD` for every byte that is not a letter, a digit or one of
 * `-_*` and `/`. Stricter than need be: names from the network end up in commands that a person pastes into a shell.
 */
export function labelToText(label: Uint8Array): string {
  let text = '';
  for (const byte of label) text += WRITTEN[byte];
  return text;
}

/** A name in presentation form as wire labels, not compressed; or what is wrong with it, as a clause. */
export function nameToWire(name: string): Parsed<Buffer> {
  if (name === '.') return { ok: true, value: Buffer.from([0]) };
  const wire: number[] = [];
  for (const label of labelsOf(name)) {
    if (typeof label === 'string') return { ok: false, fault: label };
    wire.push(label.length, ...label);
    if (wire.length >= NAME_BYTES) return { ok: false, fault: `the name has more than ${NAME_BYTES} bytes` };
  }
  return { ok: true, value: Buffer.from([...wire, 0]) };
}

/** The labels one after the other; a string is a fault and the last thing to come. */
function* labelsOf(name: string): Generator<number[] | string> {
  let label: number[] = [];
  for (let at = 0; at <= name.length; ) {
    if (at === name.length || name[at] === '.') {
      if (label.length === 0) return yield 'the name has an empty label';
      if (label.length > LABEL_BYTES) return yield `the name has a label of ${label.length} bytes; ${LABEL_BYTES} are allowed`;
      yield label;
      label = [];
      at += 1;
      continue;
    }
    WRITTEN_BYTE.lastIndex = at;
    const written = WRITTEN_BYTE.exec(name);
    const byte = written?.[1] === undefined ? (written?.[2] ?? written?.[3])?.charCodeAt(0) : Number(written[1]);
    if (byte === undefined || byte > 255) return yield 'the name has a character that is neither plain ASCII nor a valid escape';
    label.push(byte);
    at = WRITTEN_BYTE.lastIndex;
  }
}

/** The name with the case of every letter drawn at random ("0x20"): an answer that repeats it was not guessed blindly. */
export function randomCase(name: string): string {
  const coins = randomBytes(name.length);
  return name.replace(/[a-z]/gi, (letter, at: number) => ((coins[at] ?? 0) & 1 ? letter.toUpperCase() : letter.toLowerCase()));
}
