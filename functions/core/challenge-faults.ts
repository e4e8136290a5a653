import type { AcmeCode } from './acme-meanings.ts';
import { type Challenge, expectedAt } from './challenge.ts';
import { nameserverLabel } from './dns.ts';
import { expecting, missingOf } from './expected.ts';
import type { Finding } from './finding.ts';
import { handedFaults, isDead, rejectedAlong } from './handed.ts';
import { negativesOf } from './negatives.ts';
import { chanceOf, perspectiveRule } from './perspectives.ts';
import { digestsOf, lapseOf, type Showing, showingOf, valuesOf } from './showing.ts';
import { cellOf, printOf, type Reply, type Station } from './station.ts';
import type { ZoneTarget } from './target.ts';
import { aliasOf } from './trail.ts';
import { listed } from './wording.ts';

type AcmeFinding = Finding<AcmeCode>;

/** Up to two values may be a pending order, of a name and its wildcard. */
const MOST_PENDING = 2;
/** From so many values on, or above 512 bytes, every validation needs TCP (ours). */
const MANY_VALUES = 9;
const UDP_BYTES = 512;
/** Largest answer that Let's Encrypt takes. */
const CA_BYTES = 4096;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\./;

/** What is wrong with a challenge name. A wildcard in its place is told alone: what it answers is nobody's challenge. */
export function challengeFaults(challenge: Challenge, target: ZoneTarget, now: Date): readonly AcmeFinding[] {
  const { zone, serials } = target;
  const { name, trail, declared } = challenge;
  const showings = trail.stations.map((station) => showingOf(station, serials));
  const [first] = showings;
  const last = showings.at(-1);
  if (first === undefined || last === undefined) return neverBegun(challenge, zone, now);
  const address = addressOf(first.station);
  const shadow = shadowOf(challenge, first);
  const values = expectedAt(target, name);
  const missing = missingOf(challenge, { last, isShadowed: shadow !== undefined }, target, now);
  if (shadow !== undefined) return [{ ...shadow, ...(declared ? { severity: 'warning' } : {}) }, ...missing];
  const broken = brokenBecause(challenge, last);
  if (broken !== undefined) {
    const chain = trail.stations.map((station) => station.name).concat(aliasOf(last.station) ?? []);
    const evidence = { name, address, detail: broken.detail, chain: listed([...new Set(chain)]) };
    return [
      {
        code: 'acme.txt.cname_broken',
        subject: name,
        ...(broken.mayBeNormal && values.length === 0 ? { severity: 'notice' } : {}),
        evidence,
      },
    ];
  }
  if (trail.lost !== undefined) return [unknown(name, trail.lost.detail)];
  const handed = [...handedFaults(name, trail.stations, zone, now), ...rejectedAlong(name, challenge.validated ?? [])];
  if (trail.stations.some((station) => station.zone !== zone && isDead(station))) return handed;
  const deaf = showings.find((showing) => showing.deaf !== undefined);
  if (deaf?.deaf !== undefined) return [unknown(name, deaf.deaf)];
  const end = values.length === 0 ? last : expecting(last, values);
  return [
    ...missing,
    ...handed,
    ...[...showings.slice(0, -1), end].flatMap((showing) => partialOf(name, showing, now)),
    ...sizeOf(name, last),
    ...(values.length === 0 ? lonelyOf(name, target, last) : []),
    ...negativesOf(name, last),
    ...(first.station.zone === zone ? emptyNamesOf(challenge, first) : []),
    ...doubledOf(challenge, end),
  ];
}

/** The way to the name ends above it: in a dead zone between it and the watched one, or where another check tells. */
function neverBegun({ name, trail, above }: Challenge, own: string, now: Date): readonly AcmeFinding[] {
  const dead = above.find((station) => station.zone !== own && isDead(station));
  if (dead !== undefined) return handedFaults(name, [{ ...dead, name }], own, now);
  return [unknown(name, trail.lost?.detail ?? 'it was not asked')];
}

function unknown(name: string, reason: string): AcmeFinding {
  return { code: 'acme.unknown', subject: name, evidence: { name, reason } };
}

function addressOf({ replies }: Station): string {
  return replies[0]?.server.address ?? '';
}

/** A name that nobody made gets the very same answer: RFC 4592 synthesises it. */
function shadowOf({ name, sibling }: Challenge, { station, good }: Showing): AcmeFinding | undefined {
  if (sibling === undefined) return undefined;
  const ofSibling = new Set(sibling.replies.map((reply) => printOf(cellOf(reply, sibling.zone))));
  const shadowing = good.find(({ cell }) => (cell.kind === 'records' || cell.kind === 'alias') && ofSibling.has(printOf(cell)));
  if (shadowing === undefined) return undefined;
  const { cell, reply } = shadowing;
  const shadow = cell.kind === 'alias' ? `an alias of ${cell.to}` : `TXT ${listed(valuesOf(cell).map((value) => `"${value}"`))}`;
  const evidence = { name, zone: station.zone, shadow, sibling: sibling.name, address: reply.server.address };
  return { code: 'acme.txt.wildcard_shadow', subject: name, evidence };
}

/** Why the aliases lead nowhere. A target made anew for every order is absent between them, and told as a notice; an account's is not. */
function brokenBecause({ trail }: Challenge, last: Showing): { detail: string; mayBeNormal: boolean } | undefined {
  const broken = (detail: string, mayBeNormal = false) => ({ detail, mayBeNormal });
  if (trail.endless !== undefined) return broken(trail.endless);
  if (trail.lost !== undefined) return trail.lost.failure === 'unmeasured' ? undefined : broken(trail.lost.detail);
  if (trail.stations.length < 2) return undefined;
  const { name, zone } = last.station;
  if (isDead(last.station)) return broken(`no nameserver of ${zone} answers for ${name}`);
  if (last.heard.length === 0 || !last.heard.every(({ cell }) => cell.kind === 'nxdomain')) return undefined;
  return broken(`${name} does not exist in ${zone}`, zone.includes('.') && !UUID.test(name));
}

function partialOf(name: string, { station, expects, good, bad, heard }: Showing, now: Date): readonly AcmeFinding[] {
  const [worst] = bad;
  if (worst === undefined) return [];
  const expected = { values: 'show the challenge', alias: 'have its alias', nothing: 'can answer' }[expects];
  const evidence = {
    name: station.name,
    zone: station.zone,
    challenge: name,
    expected,
    good: good.length,
    servers: heard.length,
    bad: listed(bad.map((one) => `${nameserverLabel(one.reply.server)} ${lapseOf(one)}`)),
    chancePercent: Math.round(100 * chanceOf(good.length / heard.length, perspectiveRule(now))),
    address: worst.reply.server.address,
  };
  return [{ code: 'acme.txt.partial', subject: name, evidence }];
}

/** Signatures fill an answer too: two values that exceed 512 bytes are no leftovers. */
function sizeOf(name: string, { heard }: Showing): readonly AcmeFinding[] {
  const sizes = heard.map((one) => ({ ...one, values: valuesOf(one.cell).length, bytes: bytesOf(one.reply) }));
  const [most] = sizes.sort((a, b) => b.values - a.values || b.bytes - a.bytes);
  if (most === undefined || most.values <= MOST_PENDING) return [];
  const evidence = { name, values: most.values, bytes: most.bytes, address: most.reply.server.address };
  if (most.bytes > CA_BYTES) return [{ code: 'acme.txt.oversize', subject: name, evidence }];
  const isMuch = most.values >= MANY_VALUES || most.bytes > UDP_BYTES;
  if (!isMuch && digestsOf(most.cell).length <= MOST_PENDING) return [];
  return [{ code: 'acme.txt.stale', subject: name, ...(isMuch ? { severity: 'warning' } : {}), evidence }];
}

/** One value everywhere, for a certificate that wants a name and its wildcard: two challenges at the very same name. */
function lonelyOf(name: string, { certificates = [] }: ZoneTarget, { heard }: Showing): readonly AcmeFinding[] {
  const plainName = name.replace(/^_acme-challenge\./, '');
  const wildcard = `*.${plainName}`;
  const both = certificates.some(
    ({ names, method }) => method === 'dns-01' && names.includes(plainName) && names.includes(wildcard),
  );
  const [first] = heard;
  if (!both || first === undefined || !heard.every(({ cell }) => digestsOf(cell).length === 1)) return [];
  const evidence = { name, plainName, wildcard, address: first.reply.server.address };
  return [{ code: 'acme.txt.need_two', subject: name, evidence }];
}

/** Without the server's identifier, which we ask for and a CA does not: an option's head and its text. */
function bytesOf({ exchange: { answer } }: Reply): number {
  if (!answer.ok) return 0;
  const { bytes, edns } = answer.value;
  return bytes - (edns?.nsid === undefined ? 0 : 4 + edns.nsid.length);
}

/** Servers that deny a name and yet know one below it. The challenge's own answer counts as one below. */
function emptyNamesOf({ above }: Challenge, { station: challenge }: Showing): readonly AcmeFinding[] {
  return above.flatMap((station, at): AcmeFinding[] => {
    const below = [challenge, ...above.slice(0, at)];
    const denying = station.replies.flatMap((reply) => {
      const child = below.find((one) => knows(one, reply.server.address));
      return cellOf(reply, station.zone).kind === 'nxdomain' && child !== undefined ? [{ reply, child }] : [];
    });
    const [first] = denying;
    if (first === undefined) return [];
    const servers = listed(denying.map(({ reply }) => nameserverLabel(reply.server)));
    const evidence = { servers, child: first.child.name, address: first.reply.server.address };
    return [{ code: 'acme.ent_nxdomain', subject: station.name, evidence }];
  });
}

function knows({ replies, zone }: Station, address: string): boolean {
  const reply = replies.find(({ server }) => server.address === address);
  return reply !== undefined && ['records', 'alias', 'nodata'].includes(cellOf(reply, zone).kind);
}

/** A value at the doubled name, unless a wildcard would explain it. */
function doubledOf({ name, declared, doubled, sibling }: Challenge, { expects }: Showing): readonly AcmeFinding[] {
  const holding = doubled?.replies.find((reply) => cellOf(reply, doubled.zone).kind === 'records');
  const isWild = sibling?.replies.some((reply) => cellOf(reply, sibling.zone).kind === 'records') === true;
  if (doubled === undefined || holding === undefined || isWild) return [];
  const evidence = { doubled: doubled.name, address: holding.server.address };
  const isMissed = declared && expects === 'nothing';
  return [{ code: 'acme.txt.doubled', subject: name, ...(isMissed ? { severity: 'warning' } : {}), evidence }];
}
