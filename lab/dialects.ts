import type { Dialect } from '../functions/core/starttls.ts';

/** How many characters of what came, one for each byte, are the question; 0 where it is not there yet. */
type Question = (heard: string) => number;

/** The server's side of a dialect. */
export interface Script {
  /** Said at once; '' where the client speaks first. `without`: the same where STARTTLS is not offered. */
  readonly greeting: string;
  readonly greetingWithout?: string;
  readonly asks?: readonly [question: Question, answer: string, without: string];
  readonly starts: readonly [question: Question, yes: string, no: string, unknown: string];
}

const words =
  (pattern: RegExp): Question =>
  (heard) =>
    pattern.exec(heard)?.[0].length ?? 0;

/** So many bytes, with these, in hexadecimal digits, among them. */
const bytes =
  (count: number, hex: string): Question =>
  (heard) =>
    heard.length >= count && Buffer.from(heard, 'latin1').subarray(0, count).includes(Buffer.from(hex, 'hex')) ? count : 0;

const EHLO = (hello: string): Script => ({
  greeting: '220-lab.test welcomes you\r\n220 lab.test ESMTP\r\n',
  asks: [words(new RegExp(`^${hello} \\S+\r\n`)), '250-lab.test\r\n250-STARTTLS\r\n250 HELP\r\n', '250-lab.test\r\n250 HELP\r\n'],
  starts: [words(/^STARTTLS\r\n/), '220 go ahead\r\n', '454 TLS not available\r\n', '502 unknown\r\n'],
});

const XMPP = (kind: string): Script => {
  const open = `<?xml version='1.0'?><stream:stream from='lab.test' id='1' version='1.0' xmlns='jabber:${kind}' xmlns:stream='http://etherx.jabber.org/streams'>`;
  const tls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>";
  const features = (more: string) =>
    `${open}<stream:features>${more}<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></stream:features>`;
  const no = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>";
  return {
    greeting: '',
    asks: [words(/^<\?xml[^>]*><stream:stream [^>]*>/), features(tls), features('')],
    starts: [words(/^<starttls [^>]*>/), "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", no, no],
  };
};

/** Handshake packet version 10; `ssl` sets CLIENT_SSL. */
function mysqlGreeting(ssl: boolean): string {
  const flags = Buffer.alloc(2);
  flags.writeUInt16LE(0x8200 | (ssl ? 0x0800 : 0));
  const body = Buffer.concat([
    Buffer.from('\x0a8.4.0-lab\0\x01\0\0\0scramble\0', 'latin1'),
    flags,
    Buffer.from('\x2d\x02\0\x08\0\x15', 'latin1'),
    Buffer.alloc(23),
  ]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]).toString('latin1');
}

/** Every dialect as an honest server speaks it. */
export const SCRIPTS: Readonly<Record<Dialect, Script>> = {
  smtp: EHLO('EHLO'),
  lmtp: EHLO('LHLO'),
  imap: {
    greeting: '* OK [CAPABILITY IMAP4rev1] lab ready\r\n',
    asks: [
      words(/^a CAPABILITY\r\n/),
      '* CAPABILITY IMAP4rev1 STARTTLS ID\r\na OK done\r\n',
      '* CAPABILITY IMAP4rev1 ID\r\na OK done\r\n',
    ],
    starts: [words(/^b STARTTLS\r\n/), '* OK patience\r\nb OK begin\r\n', 'b NO not today\r\n', 'b BAD unknown\r\n'],
  },
  pop3: {
    greeting: '+OK lab ready\r\n',
    asks: [words(/^CAPA\r\n/), '+OK\r\nUIDL\r\nSTLS\r\n.\r\n', '+OK\r\nUIDL\r\n.\r\n'],
    starts: [words(/^STLS\r\n/), '+OK begin\r\n', '-ERR not today\r\n', '-ERR unknown\r\n'],
  },
  sieve: {
    greeting: '"IMPLEMENTATION" "Lab"\r\n"SASL" ""\r\n"STARTTLS"\r\nOK ready\r\n',
    greetingWithout: '"IMPLEMENTATION" "Lab"\r\n"SASL" "PLAIN"\r\nOK ready\r\n',
    starts: [words(/^STARTTLS\r\n/), 'OK begin\r\n', 'NO not today\r\n', 'NO unknown\r\n'],
  },
  ftp: {
    greeting: '220-lab\r\n  welcomes you\r\n220 ready\r\n',
    starts: [words(/^AUTH TLS\r\n/), '234 begin\r\n', '534 not today\r\n', '500 unknown\r\n'],
  },
  'xmpp-client': XMPP('client'),
  'xmpp-server': XMPP('server'),
  postgres: { greeting: '', starts: [bytes(8, '0000000804d2162f'), 'S', 'N', 'N'] },
  mysql: {
    greeting: mysqlGreeting(true),
    greetingWithout: mysqlGreeting(false),
    starts: [bytes(36, '20000001'), '', '', ''],
  },
  ldap: {
    greeting: '',
    starts: [bytes(31, '77188016'), ldapResponse(0, ''), ldapResponse(52, 'not today'), ldapResponse(2, 'unknown')],
  },
  nntp: {
    greeting: '201 lab ready\r\n',
    asks: [words(/^CAPABILITIES\r\n/), '101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n', '101 list\r\nVERSION 2\r\n.\r\n'],
    starts: [words(/^STARTTLS\r\n/), '382 begin\r\n', '580 not today\r\n', '500 unknown\r\n'],
  },
  irc: {
    greeting: ':lab.test NOTICE AUTH :*** Looking up your hostname\r\n',
    starts: [
      words(/^STARTTLS\r\n/),
      ':lab.test 670 * :begin\r\n',
      ':lab.test 691 * :not today\r\n',
      ':lab.test 421 * STARTTLS :unknown\r\n',
    ],
  },
};

/** With a length in the long form, as Active Directory writes it. */
function ldapResponse(code: number, words: string): string {
  const inner = Buffer.concat([Buffer.from([10, 1, code, 4, 0, 4, words.length]), Buffer.from(words)]);
  const body = Buffer.concat([Buffer.from([2, 1, 1, 0x78, 0x84, 0, 0, 0, inner.length]), inner]);
  return Buffer.concat([Buffer.from([0x30, 0x84, 0, 0, 0, body.length]), body]).toString('latin1');
}
