import { createHash } from 'node:crypto';
import type { AcmeCode } from './acme-meanings.ts';
import { type Challenge, expectedAt } from './challenge.ts';
import type { Fact } from './check.ts';
import { nameserverLabel } from './dns.ts';
import type { Evidence, Finding } from './finding.ts';
import { newestSerial } from './serial.ts';
import { digestsOf, isError, lapseOf, type Showing, showingOf, valuesOf } from './showing.ts';
import { cellOf } from './station.ts';
import type { ZoneTarget } from './target.ts';
import { listed, momentOf, plain } from './wording.ts';

/** A serial that is a Unix time no older than this tells of an edit just now (ours: an order seldom waits for longer). */
const JUST_NOW_SECONDS = 3600;
/** Of a stranger's value, so many characters are shown. */
const SHOWN = 50;

/**
 * The same servers, judged by the values that are expected instead of by what the fullest shows. What nobody has at all is not held against the
 * single server.
 */
export function expecting(showing: Showing, values: readonly string[]): Showing {
  const { heard } = showing;
  const present = values.filter((value) => heard.some(({ cell }) => valuesOf(cell).includes(value)));
  const isGood = ({ cell }: Showing['heard'][number]) =>
    !isError(cell) && present.every((value) => valuesOf(cell).includes(value));
  return {
    ...showing,
    expects: present.length > 0 ? 'values' : 'nothing',
    good: heard.filter(isGood),
    bad: heard.filter((one) => !isGood(one)),
  };
}

/** The end of a trail, and whether a wildcard answers there in the place of the challenge. */
interface End {
  readonly last: Showing;
  readonly isShadowed: boolean;
}

/** The expected values that no server has, where any server speaks. */
export function missingOf(challenge: Challenge, end: End, target: ZoneTarget, now: Date): readonly Finding<AcmeCode>[] {
  const { last } = end;
  const values = expectedAt(target, challenge.name);
  const speaking = last.heard.filter(({ cell }) => !isError(cell));
  const absent = values.filter((value) => !speaking.some(({ cell }) => valuesOf(cell).includes(value)));
  const [first] = speaking;
  if (absent.length === 0 || first === undefined) return [];
  const evidence: Evidence = {
    name: last.station.name,
    zone: last.station.zone,
    challenge: challenge.name,
    expected: values.length === 1 ? 'the expected value' : `the expected ${listed(absent)}`,
    value: absent[0] ?? '',
    address: first.reply.server.address,
    why: whyMissing(challenge, end, target, now),
  };
  return [{ code: 'acme.txt.missing', subject: challenge.name, evidence }];
}

/** On which half of the way it was lost: before it was written at all, on the way to the right name, or against another one's value. */
function whyMissing(challenge: Challenge, { last, isShadowed }: End, target: ZoneTarget, now: Date): string {
  const { doubled } = challenge;
  const values = expectedAt(target, challenge.name);
  const isExpected = (value: string) => values.includes(value);
  if (doubled?.replies.some((reply) => valuesOf(cellOf(reply, doubled.zone)).some(isExpected)))
    return `it stands at ${doubled.name}, a name with the zone in it twice`;
  if (isShadowed) return 'a wildcard answers there, so that nothing was written to the name itself';
  const standing = [...new Set(last.heard.flatMap(({ cell }) => valuesOf(cell)))];
  const garbled = standing.map((one) => garbledOf(one, values)).find((why) => why !== undefined);
  if (garbled !== undefined) return garbled;
  const [other, ...more] = [...new Set(last.heard.flatMap(({ cell }) => digestsOf(cell)))].filter((value) => !isExpected(value));
  const stands = more.length === 0 ? 'stands' : `and ${more.length} more stand`;
  if (other !== undefined)
    return `"${plain(other, SHOWN)}" ${stands} there instead, left by an earlier order or put there by another client`;
  if (standing.some(isExpected)) return 'the other value of the order stands there alone, and may have replaced it';
  const bare =
    standing.length === 0
      ? 'no TXT record stands there'
      : `"${plain(standing[0] ?? '', SHOWN)}" stands there, which is no value of any order`;
  return `${bare}, and ${writtenOf(challenge, target.serials, now)}`;
}

/** The right thing, written wrongly: with quotes or blanks as a part of it, or before it was hashed. */
function garbledOf(text: string, values: readonly string[]): string | undefined {
  if (values.includes(text)) return undefined;
  const shown = `"${plain(text, SHOWN)}" stands there`;
  if (values.some((value) => text.includes(value)))
    return `${shown}, the value with more around it: quotes or blanks were written as a part of it`;
  const digest = createHash('sha256').update(text, 'latin1').digest('base64url');
  return values.includes(digest)
    ? `${shown}, the key authorisation itself, where its SHA-256 digest in base64url belongs`
    : undefined;
}

/** Was anything written to the zone lately? One look has no memory: serials that differ tell of an edit, and serials that are a time. */
function writtenOf({ serials }: Challenge, kind: ZoneTarget['serials'], now: Date): string {
  const told = [...new Set(serials?.byServer.values())];
  const newest = newestSerial(told);
  if (newest === undefined || serials?.counters !== undefined || kind === 'independent')
    return 'whether anything was written cannot be told from the serials';
  const ageSeconds = now.getTime() / 1000 - newest;
  const at = momentOf(new Date(newest * 1000).toISOString(), now);
  const butNot = 'so that something was written, but not this value at this name';
  if (told.length > 1) return `the serial has moved (${listed(told.map(String))}), ${butNot}`;
  if (ageSeconds >= 0 && ageSeconds <= JUST_NOW_SECONDS) return `the zone was changed at ${at}, as its serial tells, ${butNot}`;
  return `all nameservers are level at serial ${newest}: the write failed, or went to another zone or name`;
}

/** What each server shows of the expected values, at the end of the aliases. */
export function expectedFacts({ name, trail }: Challenge, target: ZoneTarget): readonly Fact[] {
  const values = expectedAt(target, name);
  const last = trail.stations.at(-1);
  if (values.length === 0 || last === undefined) return [];
  return showingOf(last, target.serials).heard.map((heard) => {
    const shown = valuesOf(heard.cell);
    const count = values.filter((value) => shown.includes(value)).length;
    const some = count > 0 ? `has ${count} of ${values.length}` : lapseOf(heard);
    return { subject: nameserverLabel(heard.reply.server), values: { challenge: count === values.length ? 'has it' : some } };
  });
}
