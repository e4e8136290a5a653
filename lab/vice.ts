import { type Answerer, isMessage, sendsOf } from './answering.ts';
import { type LabRecord, TYPES } from './record.ts';
import { type Message, RCODES, replyTo, withoutOpt } from './wire.ts';

/** One misbehaviour, wrapped around an answerer that may well be honest. */
export type Vice = (honest: Answerer) => Answerer;

/** Says nothing at all. */
export const silent: Vice = () => () => null;

/** Says nothing over UDP. */
export const silentUdp: Vice = (honest) => (query, transport) => (transport === 'udp' ? null : honest(query, transport));

/** Takes TCP connections and says nothing on them. */
export const silentTcp: Vice = (honest) => (query, transport) => (transport === 'tcp' ? null : honest(query, transport));

/** Loses the first datagram of every question: a busy line, and no fault of the server. */
export const lossy: Vice = (honest) => {
  const lost = new Set<string>();
  return (query, transport) => {
    const question = `${query.question?.name.toLowerCase()} ${query.question?.type} ${query.recursionDesired}`;
    if (transport === 'tcp' || lost.has(question)) return honest(query, transport);
    lost.add(question);
    return null;
  };
};

/** Sockets that a racing server remembers: enough for a pair, too few to meet a port of the system's choice again. */
const MOST_SOCKETS = 16;

/**
 * Loses the second datagram of every socket: address translation in front of it, where two packets race for one entry of its table.
 * `times`: only so often, as a busy line might. Default always.
 */
export const racing = (times = Number.POSITIVE_INFINITY): Vice => {
  return (honest) => {
    let sockets: readonly string[] = [];
    let lost = 0;
    return (query, transport, from) => {
      if (from === undefined) return honest(query, transport);
      const isSecond = sockets.includes(from);
      sockets = [from, ...sockets].slice(0, MOST_SOCKETS);
      if (!isSecond || lost >= times) return honest(query, transport);
      lost += 1;
      return null;
    };
  };
};

/** Answers REFUSED, as a server that does not have the zone. */
export const refused: Vice = () => (query) => replyTo(query, { rcode: RCODES.REFUSED });

/** Answers SERVFAIL, as a server whose backend is down. */
export const servfail: Vice = () => (query) => replyTo(query, { rcode: RCODES.SERVFAIL });

/** Answers SERVFAIL for some types, by number. */
export const servfailFor = (...types: number[]) => rcodeFor(RCODES.SERVFAIL, types);

/** Answers NOTIMP for some types, by number. */
export const notimpFor = (...types: number[]) => rcodeFor(RCODES.NOTIMP, types);

/** Says nothing to some types, by number, as a firewall that does not know them. */
export const silentFor = (...types: number[]): Vice => {
  return (honest) => (query, transport) => (types.includes(query.question?.type ?? 0) ? null : honest(query, transport));
};

/** Does not know the zone and points upward, to the root (the upward referral of old BIND). */
export const lame: Vice = () => (query) => {
  const root: LabRecord = { owner: '.', ttlSeconds: 518_400, type: 'NS', name: 'a.root.example' };
  return replyTo(query, { authorities: [root] });
};

/** Has the data and denies authority over it: AA=0. */
export const withoutAuthority = altered((message) => ({ ...message, authoritative: false }));

/** Sets RA although it resolves nothing. */
export const recursionBit = altered((message) => ({ ...message, recursionAvailable: true }));

/** A resolver in the place of a nameserver: RA=1, AA=0, and an answer for names that are none of its business. */
export const recursor: Vice = (honest) => (query, transport) => {
  const reply = honest(query, transport);
  if (!isMessage(reply)) return reply;
  const changes = { authoritative: false, recursionAvailable: true };
  if (reply.rcode !== RCODES.REFUSED) return { ...reply, ...changes };
  const owner = query.question?.name ?? '.';
  const isAddress = query.question?.type === TYPES.A;
  const answers: LabRecord[] = isAddress ? [{ owner, ttlSeconds: 60, type: 'A', address: '192.0.2.80' }] : [];
  const soa: LabRecord = {
    ...{ owner: '.', ttlSeconds: 60, type: 'SOA' },
    soa: {
      ...{ primary: 'a.root.example', mailbox: 'hostmaster.root.example', serial: 1 },
      ...{ refreshSeconds: 1800, retrySeconds: 900, expireSeconds: 604_800, minimumSeconds: 60 },
    },
  };
  return replyTo(query, { ...changes, answers, authorities: isAddress ? [] : [soa] });
};

/** Serves an old copy of the zone: another serial. */
export const stale = (serial: number): Vice => altered((message) => mapRecords(message, (record) => reSerial(record, serial)));

/** TC=1 and nothing else on every UDP answer. */
export const truncating: Vice = (honest) => (query, transport) => {
  const reply = honest(query, transport);
  if (transport === 'tcp' || !isMessage(reply)) return reply;
  return { ...reply, truncated: true, answers: [], authorities: [], additionals: [] };
};

/** Spells the asked name in lower case. */
export const lowerCasing = altered((message) => {
  const lower = (name: string) => name.toLowerCase();
  const question = message.question && { ...message.question, name: lower(message.question.name) };
  const cased = mapRecords(message, (record) => ({ ...record, owner: lower(record.owner) }));
  return question ? { ...cased, question } : cased;
});

/** Does not know EDNS: FORMERR to every OPT record (RFC 6891 section 7). */
export const noEdns: Vice = (honest) => (query, transport) =>
  query.edns ? { ...replyTo(withoutOpt(query), { rcode: RCODES.FORMERR }) } : honest(query, transport);

/** A firewall that drops every query with an OPT record. */
export const dropsEdns: Vice = (honest) => (query, transport) => (query.edns ? null : honest(query, transport));

/** Ignores options and answers without OPT: plain DNS, and no fault. */
export const plainDns: Vice = (honest) => (query, transport) => honest(withoutOpt(query), transport);

/** Tells nothing about EXPIRE, as servers that do not know RFC 7314. */
export const withoutExpire: Vice = (honest) => (query, transport) => {
  const { edns } = query;
  if (!edns) return honest(query, transport);
  return honest({ ...query, edns: { ...edns, options: edns.options.filter(({ code }) => code !== 9) } }, transport);
};

/** Leaves the SOA out of negative answers, against RFC 2308 section 3. */
export const noSoaInNegative = altered((message) =>
  message.answers.length > 0
    ? message
    : { ...message, authorities: message.authorities.filter((record) => record.type !== 'SOA') },
);

/** Answers late, by milliseconds. */
export const slow = (lateMs: number): Vice => {
  return (honest) => (query, transport) =>
    Array.from(sendsOf(honest(query, transport)), (send) => ({ ...send, afterMs: lateMs + (send.afterMs ?? 0) }));
};

/** A vice that changes the messages of an answerer and leaves its silence and its bytes alone. */
export function altered(change: (message: Message, query: Message) => Message): Vice {
  return (honest) => (query, transport) => {
    const reply = honest(query, transport);
    return isMessage(reply) ? change(reply, query) : reply;
  };
}

function rcodeFor(rcode: number, types: readonly number[]): Vice {
  return (honest) => (query, transport) =>
    types.includes(query.question?.type ?? 0) ? replyTo(query, { rcode }) : honest(query, transport);
}

function mapRecords(message: Message, change: (record: LabRecord) => LabRecord): Message {
  return { ...message, answers: message.answers.map(change), authorities: message.authorities.map(change) };
}

function reSerial(record: LabRecord, serial: number): LabRecord {
  return record.type === 'SOA' ? { ...record, soa: { ...record.soa, serial } } : record;
}
