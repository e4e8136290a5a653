import { openNames } from './compression.ts';

/**
 * Reads a message from front to back. It never throws and never reads past the end: after the first fault every number is 0, every
 * name the root, all bytes are none, and `fault` tells what was wrong. Whoever loops asks `fault` or `left` each time round.
 */
export interface WireReader {
  /** The first thing that was wrong, as a clause. */
  fault(): string | undefined;
  /** Bytes not yet read: of the record data inside `within`, else of the message. 0 after a fault. */
  left(): number;
  u8(): number;
  u16(): number;
  u32(): number;
  take(count: number): Buffer;
  /** A name, compressed or not, in presentation form. */
  name(): string;
  /** Reads what must be exactly `count` bytes long. */
  within<T>(count: number, read: () => T): T;
  fail(clause: string): void;
}

interface Cursor {
  at: number;
  end: number;
  fault: string | undefined;
}

const NO_BYTES = Buffer.alloc(0);
const CUT = 'the message ends in the middle of a record';

/** Opens a message for reading. */
export function openReader(bytes: Buffer): WireReader {
  const cursor: Cursor = { at: 0, end: bytes.length, fault: undefined };
  const nameAt = openNames(bytes);
  const take = (count: number): Buffer => {
    const from = step(cursor, count);
    return from === undefined ? NO_BYTES : bytes.subarray(from, from + count);
  };
  const number = (count: 1 | 2 | 4): number => {
    const from = step(cursor, count);
    return from === undefined ? 0 : bytes.readUIntBE(from, count);
  };
  return {
    fault: () => cursor.fault,
    left: () => cursor.end - cursor.at,
    u8: () => number(1),
    u16: () => number(2),
    u32: () => number(4),
    take,
    name() {
      const part = nameAt(cursor.at);
      if (typeof part === 'string') fail(cursor, part);
      else if (step(cursor, part.size) !== undefined) return part.text || '.';
      return '.';
    },
    within: (count, read) => within(cursor, count, read),
    fail: (clause) => fail(cursor, clause),
  };
}

function fail(cursor: Cursor, clause: string): void {
  cursor.fault ??= clause;
  cursor.end = cursor.at;
}

/** Where the next `count` bytes start; undefined, and a fault, where there are not so many. */
function step(cursor: Cursor, count: number): number | undefined {
  if (count > cursor.end - cursor.at) fail(cursor, CUT);
  if (cursor.fault !== undefined) return undefined;
  cursor.at += count;
  return cursor.at - count;
}

function within<T>(cursor: Cursor, count: number, read: () => T): T {
  const outer = cursor.end;
  if (count > outer - cursor.at) fail(cursor, CUT);
  else cursor.end = cursor.at + count;
  const value = read();
  if (cursor.at !== cursor.end) fail(cursor, 'a record is longer than what belongs into it');
  if (cursor.fault === undefined) cursor.end = outer;
  return value;
}
