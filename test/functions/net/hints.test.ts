import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGlobal } from '../../../functions/core/address.ts';
import { parseHints, ROOT_SERVERS } from '../../../functions/net/hints.ts';

const NAMED_ROOT = `
;       This file holds the information on root name servers
;       last update:     September 30, 2026
.                        3600000      NS    A.ROOT-SERVERS.NET.
A.ROOT-SERVERS.NET.      3600000      A     198.41.0.4
A.ROOT-SERVERS.NET.      3600000      AAAA  2001:503:ba3e::2:30
;
.                        3600000      NS    B.ROOT-SERVERS.NET.
B.ROOT-SERVERS.NET.      3600000      A     170.247.170.2
B.ROOT-SERVERS.NET.      3600000      AAAA  2801:1b8:10:0::b
; End of file`;

const roots = (text: string) => {
  const parsed = parseHints(text);
  return parsed.ok ? parsed.value.map(({ name, address }) => `${name}/${address}`) : parsed.fault;
};

describe('ROOT_SERVERS', () => {
  it('has thirteen letters, each with one global address of either family', () => {
    expect(new Set(ROOT_SERVERS.map(({ name }) => name)).size).toBe(13);
    expect(ROOT_SERVERS.map(({ address }) => isIP(address))).toEqual(Array.from({ length: 13 }, () => [4, 6]).flat());
    expect(ROOT_SERVERS.filter(({ address }) => !isGlobal(address))).toEqual([]);
    expect(new Set(ROOT_SERVERS.map(({ address }) => address)).size).toBe(26);
  });

  it('reads back as hints', () => {
    const lines = ROOT_SERVERS.map(
      ({ name, address }) => `. NS ${name}.\n${name}. ${isIP(address) === 4 ? 'A' : 'AAAA'} ${address}`,
    );
    expect(parseHints(lines.join('\n'))).toEqual({ ok: true, value: ROOT_SERVERS });
  });
});

describe('parseHints', () => {
  it.each<[string, string, string[]]>([
    [
      "reads IANA's own form",
      NAMED_ROOT,
      [
        'a.root-servers.net/198.41.0.4',
        'a.root-servers.net/2001:503:ba3e::2:30',
        'b.root-servers.net/170.247.170.2',
        'b.root-servers.net/2801:1b8:10::b',
      ],
    ],
    ['takes class before TTL', '. IN 60 NS r.\nr. IN 60 A 192.0.2.1', ['r/192.0.2.1']],
    ['takes TTL before class', '. 60 IN NS r.\nr. 1h IN A 192.0.2.1', ['r/192.0.2.1']],
    ['takes neither', '. NS r.\nr. A 192.0.2.1', ['r/192.0.2.1']],
    ['does not mind case', '. in ns R.EXAMPLE.\nr.Example. a 192.0.2.1', ['r.example/192.0.2.1']],
    ['does not mind missing last dots', '. NS r.example\nr.example A 192.0.2.1', ['r.example/192.0.2.1']],
    ['does not mind the order of the lines', 'r. A 192.0.2.1\n. NS r.', ['r/192.0.2.1']],
    [
      'carries the owner on to a line that begins with a blank',
      '.\tNS r.\n\tNS s.\nr. A 192.0.2.1\n  AAAA 2001:db8::1',
      ['r/192.0.2.1', 'r/2001:db8::1'],
    ],
    [
      'reads lines that end as on Windows, and comments behind records',
      '. NS r. ; root\r\nr. A 192.0.2.1 ;x\r\n',
      ['r/192.0.2.1'],
    ],
    [
      'writes addresses as answers do',
      '. NS r.\nr. AAAA 2001:0DB8::0001:0:0:1\nr. AAAA ::192.0.2.1',
      ['r/2001:db8::1:0:0:1', 'r/::c000:201'],
    ],
    ['counts an address once, however it is spelled', '. NS r.\nr. AAAA 2001:db8::1\nr. AAAA 2001:DB8:0::1', ['r/2001:db8::1']],
    ['counts an address once', '. NS r.\nr. A 192.0.2.1\nr. A 192.0.2.1', ['r/192.0.2.1']],
    ['leaves out addresses of names that serve no root', '. NS r.\nr. A 192.0.2.1\nx. A 192.0.2.2', ['r/192.0.2.1']],
    ['leaves out nameservers of other zones', '. NS r.\nr. A 192.0.2.1\norg. NS x.\nx. A 192.0.2.2', ['r/192.0.2.1']],
    ['leaves out a nameserver without address', '. NS r.\n. NS s.\nr. A 192.0.2.1', ['r/192.0.2.1']],
  ])('%s', (_, text, expected) => {
    expect(roots(text)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['an empty text', '', "root hints: no NS record of '.'"],
    ['comments alone', '; nothing', "root hints: no NS record of '.'"],
    ['names without any address', '. NS r.', "root hints: no A or AAAA record for any nameserver of '.'"],
    [
      'an IPv6 address in an A record',
      '. NS r.\nr. A 2001:db8::1',
      "line 2 has the address '2001:db8::1'; expected an IPv4 address after A",
    ],
    [
      'an IPv4 address in an AAAA record',
      'r. AAAA 192.0.2.1',
      "line 1 has the address '192.0.2.1'; expected an IPv6 address after AAAA",
    ],
    ['an address with a scope', 'r. AAAA fe80::1%eth0', "line 1 has the address 'fe80::1%eth0'"],
    ['an address that is none', 'r. A 192.0.2.300', "line 1 has the address '192.0.2.300'"],
    ['another type', '. NS r.\n. SOA r.', "line 2 has the type 'SOA'; expected NS, A or AAAA of class IN"],
    ['another class', '. CH NS r.', "line 1 has the type 'CH'"],
    ['a directive', '$ORIGIN .', "line 1 has the owner '$ORIGIN'"],
    ['a line that ends after its owner', '.', 'line 1 has no type'],
    ['a line that ends after its type', '. NS', 'line 1 has nothing after NS'],
    ['a line that goes on', '. NS r. s.', "line 1 has 's.' after its NS record"],
    ['a nameserver that is no name', '. NS r..', "line 1 has the nameserver 'r..'"],
    ['a first line without owner', '  NS r.', 'line 1 has no owner name'],
  ])('tells of %s', (_, text, expected) => {
    const parsed = parseHints(text);
    expect(parsed.ok ? 'no fault' : parsed.fault).toContain(expected);
  });

  it('tells all faults at once, with their lines', () => {
    const parsed = parseHints('. NS r.\nr. A x\n\nr. TXT y\nr. A 192.0.2.1');
    expect(parsed).toEqual({
      ok: false,
      fault:
        "root hints: line 2 has the address 'x'; expected an IPv4 address after A; line 4 has the type 'TXT'; expected NS, A or AAAA of class IN",
    });
  });

  it('never throws, and gives only addresses', () => {
    const word = fc.oneof(
      fc.constantFrom('.', 'NS', 'A', 'AAAA', 'IN', '60', 'r.', '192.0.2.1', '2001:db8::1', ';', '\n', '\t'),
      fc.string(),
    );
    const noise = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '));
    const line = fc.constantFrom('. NS r.', 'r. A 192.0.2.1', 'r. 60 IN AAAA 2001:db8::1', 'r. A 192.0.2.300', 'r. A', '; x');
    const nearly = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.oneof(noise, nearly), (text) => {
        const parsed = parseHints(text);
        if (parsed.ok) for (const { address } of parsed.value) expect(isIP(address)).not.toBe(0);
        else expect(parsed.fault).toMatch(/^root hints: /);
      }),
      { numRuns: 500 },
    );
  });

  it('writes no control character of the file into its sentence', () => {
    const parsed = parseHints('. NS \u001b[31mred\u202e');
    expect(parsed.ok ? '' : parsed.fault).not.toMatch(/\p{C}/u);
  });
});
