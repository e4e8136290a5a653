import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, cutEnd, cutMiddle, cutName, tableLines } from '../../cli/table.ts';
import { PAGE, PAINTED } from './world.ts';

const COLUMNS: readonly Column[] = [
  { title: 'nameserver', shrink: { cut: cutName, least: 20 } },
  { title: 'serial', align: 'right' },
  { title: 'extra', spare: true },
  { title: 'state' },
];

const row = (name: string, ...texts: readonly (string | undefined)[]) => [name, ...texts].map((text) => ({ text }));

describe('a table', () => {
  it('sets columns under their titles, numbers to the right', () => {
    const lines = tableLines(COLUMNS, [row('ns1/192.0.2.1', '7', 'x', 'ok'), row('ns2/192.0.2.2', '1234567', 'y', 'ok')], PAGE);
    expect(lines).toEqual([
      '  nameserver      serial  extra  state',
      '  ns1/192.0.2.1        7  x      ok',
      '  ns2/192.0.2.2  1234567  y      ok',
    ]);
  });

  it('shows a missing value as such, not as nothing', () => {
    expect(tableLines(COLUMNS, [row('ns1/192.0.2.1', undefined, 'x', 'ok')], PAGE)[1]).toMatch(/192\.0\.2\.1 +– +x/);
  });

  it('fits whatever width it is given, and loses no row', () => {
    const cell = fc.option(fc.string({ maxLength: 30, unit: 'binary' }), { nil: undefined });
    const rows = fc.array(fc.tuple(fc.string({ maxLength: 90 }), fc.nat(), cell, fc.constantFrom('ok', 'timeout')), {
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 80, max: 200 }), (typed, width) => {
        const cells = typed.map(([name, serial, extra, state]) => row(name, String(serial), extra, state));
        const lines = tableLines(COLUMNS, cells, { ...PAGE, width });
        expect(lines).toHaveLength(typed.length + 1);
        expect(lines.filter((line) => line.length > width)).toEqual([]);
      }),
    );
  });

  it('leaves out the spare column before it gives up columns altogether', () => {
    const rows = [row('ns1.example.net/192.0.2.1', '2026112001', 'a long remark', 'ok')];
    expect(tableLines(COLUMNS, rows, { ...PAGE, width: 60 })[0]).toContain('extra');
    expect(tableLines(COLUMNS, rows, { ...PAGE, width: 50 })[0]).toMatch(/nameserver +serial +state/);
  });

  it('becomes paragraphs on a phone, with what is known and nothing else', () => {
    const rows = [row('ns1.example.net/192.0.2.1', '2026112001', undefined, 'ok')];
    expect(tableLines(COLUMNS, rows, { ...PAGE, width: 30 })).toEqual([
      '  ns1.example.net/192.0.2.1',
      '    ok, serial 2026112001',
    ]);
  });

  it('colours a cell without moving the columns', () => {
    const plainly = tableLines(COLUMNS, [row('ns1/192.0.2.1', '7', 'x', 'ok')], PAGE);
    const rows = [[...row('ns1/192.0.2.1', '7', 'x'), { text: 'ok', role: 'well' as const }]];
    const coloured = tableLines(COLUMNS, rows, PAINTED);
    expect(coloured[1]).toContain('<well:ok>');
    expect(coloured.map((line) => line.replace(/<\w+:([^>]*)>/g, '$1').trimEnd())).toEqual(plainly);
  });

  it('lets no control character of the network through', () => {
    const lines = tableLines(COLUMNS, [row('ns1\u001b[2J/192.0.2.1', '7\u0007', '\u202e', 'ok\n')], PAGE);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('cutting', () => {
  it.each([
    ['a name, and leaves its address whole', cutName('ns-1234.awsdns-12.co.uk/192.0.2.53', 20, '…'), 'ns-1234.…/192.0.2.53'],
    [
      'the middle where the address alone is too long',
      cutName('ns1.example.net/2600:9000:5304:d200::1', 20, '…'),
      'ns1.exampl…4:d200::1',
    ],
    ['the middle of an address with port', cutMiddle('[2001:db8::1]:443', 11, '…'), '[2001…]:443'],
    ['the end of an issuer', cutEnd("Let's Encrypt", 8, '~'), "Let's E~"],
  ])('takes %s', (_, cut, expected) => {
    expect(cut).toBe(expected);
  });
});
