import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelToText, nameToWire, randomCase } from '../../../functions/net/names.ts';

const labels = fc.array(fc.uint8Array({ minLength: 1, maxLength: 63 }), { minLength: 1, maxLength: 3 });

describe('names', () => {
  it.each([
    ['.', '00'],
    ['a.bc', '016102626300'],
    ['a\\.b.c', '03612e62016300'],
    ['a\\\\b', '03615c6200'],
    ['\\000\\255', '0200ff00'],
    ['A@b', '0341406200'],
  ])('writes %s as %s', (name, hex) => {
    expect(nameToWire(name)).toEqual({ ok: true, value: Buffer.from(hex, 'hex') });
  });

  it.each([
    ['', 'an empty label'],
    ['a..b', 'an empty label'],
    ['.a', 'an empty label'],
    ['a.', 'an empty label'],
    ['a'.repeat(64), 'a label of 64 bytes'],
    [Array(5).fill('a'.repeat(60)).join('.'), 'more than 255 bytes'],
    ['a\\256', 'neither plain ASCII nor a valid escape'],
    ['a\\1', 'neither plain ASCII nor a valid escape'],
    ['a\\', 'neither plain ASCII nor a valid escape'],
    ['münchen', 'neither plain ASCII nor a valid escape'],
    ['a b', 'neither plain ASCII nor a valid escape'],
  ])('tells what is wrong with "%s"', (name, fault) => {
    const read = nameToWire(name);
    expect(read.ok ? 'no fault' : read.fault).toContain(fault);
  });

  it('takes a name of 255 bytes, and not one of 256', () => {
    const three = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.`;
    expect(nameToWire(three + 'd'.repeat(61)).ok).toBe(true);
    expect(nameToWire(three + 'd'.repeat(62)).ok).toBe(false);
  });

  it('reads back whatever bytes it wrote', () => {
    fc.assert(
      fc.property(labels, (raw) => {
        const text = raw.map((label) => labelToText(Buffer.from(label))).join('.');
        const wire = Buffer.concat([...raw.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
        expect(nameToWire(text)).toEqual({ ok: true, value: wire });
      }),
    );
  });

  it('writes nothing that a shell would take for more than a word', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 63 }), (label) => {
        expect(labelToText(Buffer.from(label))).toMatch(/^([A-Za-z0-9_*/-]|\\\d{3}|\\\.|\\\\)+$/);
      }),
    );
  });

  it('spells a name in another case each time, and changes nothing else', () => {
    const name = 'a-rather-long-name.with\\.escapes\\032.example';
    const spellings = new Set(Array.from({ length: 8 }, () => randomCase(name)));
    expect(spellings.size).toBeGreaterThan(1);
    for (const spelling of spellings) expect(spelling.toLowerCase()).toBe(name);
  });
});
