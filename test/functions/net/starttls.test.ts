import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEMES } from '../../../functions/core/scheme.ts';
import type { Dialect } from '../../../functions/core/starttls.ts';
import type { HandshakeTiming } from '../../../functions/net/handshake.ts';
import type { Conversation, Ending } from '../../../functions/net/starttls/conversation.ts';
import { DIALECTS } from '../../../functions/net/starttls/dialects.ts';
import { openHandshake } from '../../../functions/net/tls.ts';
import { authority, mint, sentWith } from '../../../lab/certificate.ts';
import type { Manner } from '../../../lab/starttls.ts';
import { openTlsServer } from '../../../lab/tls-server.ts';

const HOST = 'mail.example.org';
const { root, intermediate } = authority();
const dates = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2099-01-01T00:00:00Z') };
const whole = sentWith(mint({ ...dates, names: [HOST], issuer: intermediate }), intermediate);
const TIMING: HandshakeTiming = { connectMs: 2000, bannerMs: 10_000, wordsMs: 10_000, handshakeMs: 10_000 };

const NAMES = Object.keys(DIALECTS) as Dialect[];

async function meet(dialect: Dialect, manner?: Manner, timing: Partial<HandshakeTiming> = {}) {
  await using server = await openTlsServer({ identities: [whole], dialect, ...(manner === undefined ? {} : { manner }) });
  const door = openHandshake({
    allowPrivate: true,
    signal: new AbortController().signal,
    trust: [root.chain],
    timing: { ...TIMING, ...timing },
  });
  return await door(HOST, server.address, server.port, { dialect });
}

/** Plays the server's lines to a conversation; what it says itself is passed over. */
function play(talk: Conversation, heard: string): { ending: Ending | undefined; said: string } {
  let rest = heard;
  let said = '';
  for (let next = talk.next(); ; ) {
    if (next.done) return { ending: next.value, said };
    const step = next.value;
    let text = '';
    if ('say' in step) said += Buffer.from(step.say).toString('latin1');
    else {
      const at = 'hear' in step ? step.hear : rest.indexOf(step.until) + 1;
      if (at > rest.length || ('until' in step && at === 0)) return { ending: undefined, said };
      text = rest.slice(0, 'hear' in step ? at : at - 1);
      rest = rest.slice(at);
    }
    next = talk.next(text);
  }
}

const kindOf = (dialect: Dialect, heard: string) => play(DIALECTS[dialect](HOST), heard).ending?.kind ?? 'waits';

describe('a server of every dialect', () => {
  it.each(NAMES)('%s comes to TLS', async (dialect) => {
    const seen = await meet(dialect);
    expect(seen).toMatchObject({ ok: true, value: { path: 'OK', nameMatches: true, preamble: { dialect, injected: 0 } } });
  });

  it.each(NAMES)('%s that does not offer it is told from one that is down', async (dialect) => {
    expect(await meet(dialect, 'noStarttls')).toMatchObject({ ok: false, failure: 'starttls' });
  });

  it.each(NAMES.filter((dialect) => dialect !== 'mysql'))('%s that refuses it is heard out', async (dialect) => {
    const seen = await meet(dialect, 'refusesStarttls');
    expect(seen).toMatchObject({ ok: false, failure: 'starttls', detail: expect.stringContaining('refuses') });
  });

  it.each(NAMES.filter((dialect) => dialect !== 'mysql'))(
    '%s that slips words in behind the go-ahead is flagged, and TLS comes about',
    async (dialect) => {
      expect(await meet(dialect, 'injects')).toMatchObject({ ok: true, value: { path: 'OK', preamble: { injected: 20 } } });
    },
  );

  it.each(NAMES.filter((dialect) => dialect !== 'mysql'))(
    '%s whose record of TLS comes in the segment of the go-ahead slips nothing in',
    async (dialect) => {
      expect(await meet(dialect, 'wordy')).toMatchObject({ ok: true, value: { path: 'OK', preamble: { injected: 0 } } });
    },
  );

  it('is heard by TLS what came as a record of TLS behind the go-ahead: here an alert', async () => {
    const alert = Buffer.from('S\x15\x03\x03\0\x02\x02\x28', 'latin1');
    const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.write(alert)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const door = openHandshake({ allowPrivate: true, signal: new AbortController().signal, trust: [], timing: TIMING });
    const seen = await door(HOST, '127.0.0.1', (server.address() as AddressInfo).port, { dialect: 'postgres' });
    server.close();
    expect(seen).toMatchObject({ ok: false, failure: 'handshake', detail: expect.stringContaining("alert 'handshake failure'") });
  });

  it('has a scheme', () => {
    const spoken = Object.values(SCHEMES).flatMap((protocol) => ('dialect' in protocol ? [protocol.dialect] : []));
    expect([...new Set(spoken)].sort()).toEqual([...NAMES].sort());
  });
});

describe('what a server says before TLS', () => {
  it('is kept: its greeting, and what it can do', async () => {
    const seen = await meet('smtp');
    expect(seen.ok && seen.value.preamble).toEqual({
      dialect: 'smtp',
      banner: '220-lab.test welcomes you',
      capabilities: ['STARTTLS', 'HELP'],
      injected: 0,
    });
  });

  it('is told where STARTTLS is not among it', async () => {
    expect(await meet('imap', 'noStarttls')).toMatchObject({
      detail:
        "the server does not offer STARTTLS (it greets with '* OK [CAPABILITY IMAP4rev1] lab ready'); it lists IMAP4rev1, ID",
    });
    expect(await meet('xmpp-server', 'noStarttls')).toMatchObject({
      detail: 'the server does not offer STARTTLS; it lists mechanisms',
    });
    expect(await meet('mysql', 'noStarttls')).toMatchObject({
      detail: "the server does not offer TLS (it greets with '8.4.0-lab')",
    });
  });

  it.each([
    ['450 4.7.1 Client host rejected: cannot find your reverse hostname', 'away'],
    ['504 5.5.2 <picket.invalid>: Helo command rejected: need fully-qualified hostname', 'away'],
    ['550 5.7.1 <picket.invalid>: Helo command rejected: Host not found', 'away'],
    ['554 5.7.1 Service unavailable; client blocked', 'away'],
    ['500 unknown command', 'refused'],
    ['502 5.5.2 Error: command not recognized', 'refused'],
  ])('is a no to us, or none to STARTTLS, where EHLO brings %s', (words, kind) => {
    expect(kindOf('smtp', `220 mail\r\n${words}\r\n`)).toBe(kind);
  });

  it('is told with a stream error of XMPP: its condition, and its words where it has some', () => {
    const heard = (words: string) =>
      `<stream:stream><stream:error><host-unknown xmlns='x'/>${words}</stream:error></stream:stream>`;
    const told = (words: string) => play(DIALECTS['xmpp-client'](HOST), heard(words)).ending;
    expect(told('')).toEqual({ kind: 'away', detail: "the server sends clients away: 'host-unknown'" });
    expect(told("<text xmlns='x'>not here</text>")).toMatchObject({
      detail: expect.stringContaining("'host-unknown: not here'"),
    });
  });
});

describe('a server that dawdles or floods before TLS', () => {
  const table: readonly [string, Dialect, Manner, Partial<HandshakeTiming>, string, RegExp][] = [
    ['never ends its greeting', 'smtp', 'endlessGreeting', {}, 'malformed', /more than 65536 bytes/],
    ['never ends its greeting, in a protocol of tags', 'xmpp-client', 'endlessGreeting', {}, 'malformed', /65536/],
    ['sends a byte a second', 'smtp', 'byteASecond', { bannerMs: 200 }, 'handshake', /says nothing within 200 ms/],
    [
      'greets on IRC and passes over STARTTLS',
      'irc',
      'passesOver',
      { wordsMs: 200 },
      'starttls',
      /does not answer STARTTLS .*NOTICE/,
    ],
    ['greets on SMTP and passes over STARTTLS', 'smtp', 'passesOver', { wordsMs: 200 }, 'handshake', /no end of its words/],
    ['says nothing at all on IRC', 'irc', 5000, { bannerMs: 200 }, 'handshake', /says nothing within 200 ms/],
    ['is silent for longer than a tarpit', 'imap', 5000, { bannerMs: 200 }, 'handshake', /says nothing within 200 ms/],
    [
      'says go ahead and nothing more',
      'smtp',
      'hangsAfterGoAhead',
      { handshakeMs: 200 },
      'handshake',
      /not established within 200 ms/,
    ],
  ];
  it.each(table)('%s', async (_, dialect, manner, timing, failure, detail) => {
    expect(await meet(dialect, manner, timing)).toMatchObject({ ok: false, failure, detail: expect.stringMatching(detail) });
  });

  it('is waited for by default as long as a tarpit of 8 s lasts', async () => {
    await using server = await openTlsServer({ identities: [whole], dialect: 'smtp', manner: 8000 });
    const door = openHandshake({ allowPrivate: true, signal: new AbortController().signal, trust: [root.chain] });
    expect((await door(HOST, server.address, server.port, { dialect: 'smtp' })).ok).toBe(true);
  });

  it('hangs up before it says anything, or is cut short by the end of the run', async () => {
    await using closing = await openTlsServer({ vice: 'close' });
    await using hanging = await openTlsServer({ vice: 'hang' });
    const run = new AbortController();
    const door = openHandshake({ allowPrivate: true, signal: run.signal, trust: [] });
    expect(await door(HOST, closing.address, closing.port, { dialect: 'smtp' })).toMatchObject({
      failure: 'handshake',
      detail: 'the server closes the connection at once',
    });
    const seen = door(HOST, hanging.address, hanging.port, { dialect: 'imap' });
    await expect.poll(() => hanging.connections()).toBe(1);
    run.abort();
    expect(await seen).toMatchObject({ ok: false, failure: 'unmeasured' });
  });
});

describe('a conversation', () => {
  const table: readonly [string, Dialect, string, string][] = [
    ['takes a greeting of several lines', 'smtp', '220-a\r\n220-b\r\n220 c\r\n250-x\r\n250 STARTTLS\r\n220 go\r\n', 'go-ahead'],
    ['takes lines without a carriage return', 'smtp', '220 c\n250-x\n250 STARTTLS\n220 go\n', 'go-ahead'],
    ['takes a reply that is a number and nothing else', 'smtp', '220\r\n250-x\r\n250 starttls\r\n220\r\n', 'go-ahead'],
    ['is sent away by SMTP', 'smtp', '554 no service for you\r\n', 'away'],
    ['is sent away after EHLO', 'smtp', '220 a\r\n421 too many connections\r\n', 'away'],
    ['does not take HTTP for SMTP', 'smtp', 'HTTP/1.1 400 Bad Request\r\n', 'malformed'],
    ['does not take SSH for SMTP', 'smtp', 'SSH-2.0-OpenSSH_9.2\r\n', 'malformed'],
    ['does not take STARTTLSX for STARTTLS', 'smtp', '220 a\r\n250-x\r\n250 STARTTLSX\r\n', 'refused'],
    ['is refused where EHLO is unknown', 'smtp', '220 a\r\n502 what\r\n', 'refused'],
    ['is turned away by IMAP', 'imap', '* BYE too many\r\n', 'away'],
    ['comes too late where IMAP is logged in', 'imap', '* PREAUTH hello\r\n', 'refused'],
    [
      'takes untagged lines in IMAP',
      'imap',
      '* OK x\r\n* CAPABILITY A starttls\r\n* FLAGS ()\r\na OK\r\n* OK y\r\nb OK\r\n',
      'go-ahead',
    ],
    ['hears a goodbye in the middle of IMAP', 'imap', '* OK x\r\n* BYE shutting down\r\n', 'away'],
    ['does not take SMTP for IMAP', 'imap', '220 a\r\n', 'malformed'],
    ['asks a POP3 server without CAPA', 'pop3', '+OK\r\n-ERR what\r\n+OK\r\n', 'go-ahead'],
    ['is turned away by POP3', 'pop3', '-ERR busy\r\n', 'away'],
    ['does not take IMAP for POP3', 'pop3', '* OK\r\n', 'malformed'],
    ['is turned away by ManageSieve', 'sieve', 'BYE "busy"\r\n', 'away'],
    ['does not take SMTP for ManageSieve', 'sieve', '220 a\r\n', 'malformed'],
    ['waits where FTP says that it will greet later', 'ftp', '120 soon\r\n220 now\r\n234 go\r\n', 'go-ahead'],
    ['is turned away by FTP', 'ftp', '421 busy\r\n', 'away'],
    ['does not take TLS for FTP', 'ftp', '\x15\x03\x03\0\x02\x02\n', 'malformed'],
    [
      'takes the long form of XMPP',
      'xmpp-client',
      "<stream:stream><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'></starttls></stream:features><proceed xmlns='x'></proceed>",
      'go-ahead',
    ],
    ['takes features that are empty', 'xmpp-server', '<stream:stream><stream:features/>', 'refused'],
    [
      'hears that XMPP does not know the host',
      'xmpp-client',
      '<stream:stream><stream:error><host-unknown/></stream:error>',
      'away',
    ],
    ['does not take HTML for XMPP', 'xmpp-client', '<html><body>', 'malformed'],
    ['hears an error of PostgreSQL', 'postgres', 'E', 'away'],
    ['does not take SMTP for PostgreSQL', 'postgres', '220 a', 'malformed'],
    ['hears that MySQL blocks the host', 'mysql', '\x0a\0\0\0\xff\x6a\x04blocked', 'away'],
    ['does not take SMTP for MySQL', 'mysql', '220 welcome to the lab', 'malformed'],
    ['does not take a MySQL packet that ends early', 'mysql', '\x05\0\0\0\x0a8.4\0', 'malformed'],
    ['takes a short length in LDAP', 'ldap', '\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0', 'go-ahead'],
    [
      'does not take another LDAP message for the answer',
      'ldap',
      '\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\0\x04\0\x04\0',
      'malformed',
    ],
    ['reads a result code of two bytes whole', 'ldap', '\x30\x0d\x02\x01\x01\x78\x08\x0a\x02\0\x80\x04\0\x04\0', 'refused'],
    ['does not take an empty result code for success', 'ldap', '\x30\x0b\x02\x01\x01\x78\x06\x0a\0\x04\0\x04\0', 'malformed'],
    ['does not take another type for a result code', 'ldap', '\x30\x0c\x02\x01\x01\x78\x07\x04\x01\0\x04\0\x04\0', 'malformed'],
    ['does not take SMTP for LDAP', 'ldap', '220 a\r\n', 'malformed'],
    ['does not wait for an LDAP message of 2 GB', 'ldap', '\x30\x84\x7f\xff\xff\xff', 'malformed'],
    ['asks a news server without CAPABILITIES', 'nntp', '200 a\r\n500 what\r\n382 go\r\n', 'go-ahead'],
    ['is turned away by a news server', 'nntp', '400 busy\r\n', 'away'],
    ['does not take SMTP for NNTP', 'nntp', '220 a\r\n', 'malformed'],
    ['is turned away by IRC', 'irc', 'ERROR :Closing Link\r\n', 'away'],
    ['hears that IRC does not know the command', 'irc', ':x NOTICE * :y\r\n:x 451 * :register first\r\n', 'refused'],
    ['does not take SMTP for IRC', 'irc', '220 a\r\n', 'malformed'],
  ];
  it.each(table)('%s', (_, dialect, heard, kind) => expect(kindOf(dialect, heard)).toBe(kind));

  it.each<[string, string, string]>([
    ['with words', '\x04\x07not now', "'result code 52 not now'"],
    ['without words', '\x04\0', "'result code 52'"],
    ['with words that are no string', '\x02\x07not now', "'result code 52'"],
  ])('tells how LDAP refuses, %s', (_, third, refused) => {
    const result = `\x0a\x01\x34\x04\0${third}`;
    const response = `\x02\x01\x01\x78${String.fromCharCode(result.length)}${result}`;
    const { ending } = play(DIALECTS.ldap(HOST), `\x30${String.fromCharCode(response.length)}${response}`);
    expect(ending).toEqual({ kind: 'refused', detail: `the server refuses StartTLS: ${refused}` });
  });

  it('ends or waits whatever it hears, and writes no control character', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }).map((text) => Buffer.from(text).toString('latin1')),
      fc.stringMatching(/^(220|250|\* OK|\+OK|a OK|<stream:stream>|\r\n|-| |STARTTLS|\d\d\d)*$/),
    );
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), noise, (dialect, heard) => {
        const { ending } = play(DIALECTS[dialect](HOST), heard);
        const words =
          ending === undefined ? [] : ending.kind === 'go-ahead' ? [ending.banner, ...ending.capabilities] : [ending.detail];
        return words.every((text) => !/\p{Cc}/u.test(text) && text.length <= 900);
      }),
    );
  });

  // Each would take seconds where every blank or tag is tried as the first; all of them together more than a test may take.
  it.each<[string, Dialect, string, string]>([
    ['blanks in ManageSieve', 'sieve', `"X"${' '.repeat(60_000)}\ry\r\nOK\r\n`, 'refused'],
    ['tags in XMPP', 'xmpp-client', `<stream:stream><stream:error>${'<text'.repeat(12_000)}><</stream:error>`, 'away'],
  ])('is not held up by 60 kB of %s', (_, dialect, heard, kind) => {
    for (let count = 0; count < 100; count += 1) expect(kindOf(dialect, heard)).toBe(kind);
  });

  it('keeps 64 of a thousand capabilities', () => {
    const { ending } = play(
      DIALECTS.smtp(HOST),
      `220 a\r\n250-x\r\n250-STARTTLS\r\n${'250-Y\r\n'.repeat(1000)}250 Z\r\n220 go\r\n`,
    );
    expect(ending?.kind === 'go-ahead' && ending.capabilities.length).toBe(64);
  });

  it('asks for nothing but TLS, and gives no name but ours', () => {
    expect(play(DIALECTS.smtp(HOST), '220 a\r\n250-x\r\n250 STARTTLS\r\n220 go\r\n').said).toBe(
      'EHLO picket.invalid\r\nSTARTTLS\r\n',
    );
  });
});
