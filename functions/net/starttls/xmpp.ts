import { type Conversation, goAhead, type Hearing, notOffered, notSpoken, refusal, say, sentAway } from './conversation.ts';

const NAMESPACE = 'urn:ietf:params:xml:ns:xmpp-tls';

/** Hears XML up to the end of the next tag, and gives the tag itself. */
function* tag(): Hearing<string> {
  return `${(yield { until: '>' }).replace(/^[^<]*/, '')}>`;
}

/** Hears a stream error to its end, and gives its condition and the words with it (RFC 6120 section 4.9.2). */
function* complaint(): Hearing<string> {
  let heard = '';
  let part: string;
  do {
    part = `${yield { until: '>' }}>`;
    heard += part;
  } while (!part.includes('</stream:'));
  const condition = /<([a-z-]+)/.exec(heard)?.[1] ?? 'an error without a condition';
  const words = /<text[^<>]*>([^<]+)/.exec(heard)?.[1];
  return words === undefined ? condition : `${condition}: ${words}`;
}

/** The elements' names, each once. */
function elements(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map((one) => /^<([^\s/>]+)/.exec(one)?.[1] ?? one))];
}

/** XMPP: a stream is opened, its features are read, STARTTLS, `<proceed/>` (RFC 6120 section 5.4.2). `kind`: to a client, or to another server. */
export function* xmpp(host: string, kind: 'client' | 'server'): Conversation {
  const from = kind === 'server' ? '' : " xml:lang='en'";
  yield* say(
    `<?xml version='1.0'?><stream:stream to='${host}'${from} version='1.0' xmlns='jabber:${kind}' xmlns:stream='http://etherx.jabber.org/streams'>`,
  );
  let head = yield* tag();
  while (/^<[?!]/.test(head)) head = yield* tag();
  if (!/^<stream:stream\b/.test(head)) return notSpoken('XMPP', head);
  const features: string[] = [];
  for (let next = yield* tag(); !/^<\/stream:features|^<stream:features\s*\/>/.test(next); next = yield* tag()) {
    if (/^<stream:error\b/.test(next)) return sentAway(yield* complaint());
    if (/^<\/stream:stream/.test(next)) return sentAway(next);
    features.push(next);
  }
  const names = features.filter((one) => /^<[a-z]/.test(one) && !/^<stream:features/.test(one));
  if (!names.some((one) => one.includes(NAMESPACE))) return notOffered('STARTTLS', '', elements(names));
  yield* say(`<starttls xmlns='${NAMESPACE}'/>`);
  const go = yield* tag();
  if (!/^<proceed\b/.test(go)) return refusal('STARTTLS', go);
  if (!go.endsWith('/>')) yield* tag(); // the long form, `<proceed …></proceed>`
  return goAhead('', names);
}
