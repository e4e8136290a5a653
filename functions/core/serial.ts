/** Half the number space of serials, 2^31: at exactly this distance two serials have no order (RFC 1982 section 3.2). */
const HALF = 0x8000_0000;

/** How one serial stands to another. */
export type SerialOrder = 'equal' | 'newer' | 'older' | 'incomparable';

/** Compares 32-bit serials by sequence space arithmetic (RFC 1982 section 3.2): after 4294967295 comes 0. */
export function compareSerials(a: number, b: number): SerialOrder {
  const distance = (a - b) >>> 0;
  if (distance === 0) return 'equal';
  if (distance === HALF) return 'incomparable';
  return distance < HALF ? 'newer' : 'older';
}

/** How many steps `older` is behind `newer`, 0 to 2^32 - 1. */
export function serialsBehind(older: number, newer: number): number {
  return (newer - older) >>> 0;
}

/** The serial that is newer than or equal to every other; undefined of none, or where no such serial exists (a cycle, or a distance of 2^31). */
export function newestSerial(serials: readonly number[]): number | undefined {
  return serials.find((candidate) =>
    serials.every((other) => {
      const order = compareSerials(candidate, other);
      return order === 'equal' || order === 'newer';
    }),
  );
}
