import { createHash } from 'node:crypto';
import { challengeNames } from '../functions/core/challenge.ts';
import { isWithin } from '../functions/core/dns.ts';
import { type DeclaredCertificate, type ExpectedTxt, nameOf, type Parsed, type Target } from '../functions/core/target.ts';
import { listed, plain } from '../functions/core/wording.ts';
import { readName } from './near.ts';
import type { Take } from './request.ts';

/** Where a value may be expected. */
export interface Places {
  /** Challenge names: a value without a name is meant for the only one. */
  readonly names: readonly string[];
  /** Zones in which a value may be expected at any name. Default none: at `names` alone. */
  readonly zones?: readonly string[];
}

/** The digest of a key authorisation in base64url, without padding: 32 bytes (RFC 8555 section 8.4). */
const VALUE = /^[\w-]{43}$/;
/** A token and the thumbprint of the account's key (RFC 8555 section 8.1). */
const KEY_AUTHORISATION = /^[\w-]+\.[\w-]{43}$/;
/** A name and a value. An `=` at the end is padding, unless it stands behind what can only be a name: then a variable of the shell was empty. */
const NAMED = /^([^=]+)=([^=].*|(?<=\.[a-z][a-z\d-]{1,25}=))$/is;

/** The targets, each zone with the values that `--expect` gives for names in it. The faults go to `take`. */
export function withExpected(
  targets: readonly Target[],
  texts: readonly string[],
  only: readonly string[] | undefined,
  take: Take,
): readonly Target[] {
  if (texts.length === 0) return targets;
  const named = targets.filter((target) => target.kind === 'zone');
  const [first] = targets;
  const fault = (text: string) => take({ ok: false, fault: text }, '--expect');
  if (first !== undefined && named.length === 0) fault(`'${nameOf(first)}' is a service; a TXT value stands in a zone`);
  if (only?.includes('dns-01') === false) fault('the check dns-01 looks for the value, and --only leaves it out');
  const zones = named.map(({ zone }) => zone);
  const expected =
    take(readExpected(texts, { names: named.flatMap((target) => challengeNames(target)), zones }), '--expect') ?? [];
  const homeOf = (name: string) => zones.filter((zone) => isWithin(name, zone)).sort((a, b) => b.length - a.length)[0];
  return targets.map((target) => {
    const mine = target.kind === 'zone' ? expected.filter(({ name }) => homeOf(name) === target.zone) : [];
    return target.kind === 'zone' && mine.length > 0 ? { ...target, expect: mine } : target;
  });
}

/** Reads the values for the challenges of certificates, and for no other name: they would decide nothing. */
export function readExpectedFor(
  certificates: readonly DeclaredCertificate[],
  texts: readonly string[],
): Parsed<readonly ExpectedTxt[]> {
  const [first] = certificates;
  if (texts.length > 0 && first !== undefined && certificates.every(({ method }) => method !== 'dns-01'))
    return { ok: false, fault: `${first.method} puts no TXT record anywhere; expected --method dns-01` };
  const names = first === undefined ? [] : challengeNames({ kind: 'zone', zone: '', certificates });
  return readExpected(texts, { names });
}

/** Reads every `<value>` and `<name>=<value>`; the faults come one a line. */
export function readExpected(texts: readonly string[], places: Places): Parsed<readonly ExpectedTxt[]> {
  const read = texts.map((text) => readOne(text.trim(), places));
  const faults = read.flatMap((one) => (one.ok ? [] : one.fault.split('\n')));
  if (faults.length > 0) return { ok: false, fault: [...new Set(faults)].join('\n') };
  return { ok: true, value: read.flatMap((one) => (one.ok ? [one.value] : [])) };
}

function readOne(text: string, places: Places): Parsed<ExpectedTxt> {
  const [, typed, rest = text] = NAMED.exec(text) ?? [];
  const value = readValue(rest);
  if (typed === undefined && !value.ok) return value;
  const name = typed === undefined ? onlyName(text, places) : readPlace(typed, places);
  if (value.ok && name.ok) return { ok: true, value: { name: name.value, value: value.value } };
  return { ok: false, fault: [name, value].flatMap((one) => (one.ok ? [] : [one.fault])).join('\n') };
}

function onlyName(text: string, { names }: Places): Parsed<string> {
  const [name = '', other] = names;
  if (other === undefined) return { ok: true, value: name };
  const fault = `for which name? There are ${listed(names.map(plainName))}; expected <name>=<value>, such as ${plainName(name)}=${text}`;
  return { ok: false, fault };
}

function readPlace(typed: string, { names, zones = [] }: Places): Parsed<string> {
  const name = readChallengeName(typed);
  if (!name.ok || names.includes(name.value) || zones.some((zone) => isWithin(name.value, zone))) return name;
  if (names.length === 0) return name;
  const fault =
    zones.length > 0 ? `does not lie in ${listed(zones)}` : `is in no certificate; expected ${listed(names.map(plainName))}`;
  return { ok: false, fault: `'${plain(typed)}' ${fault}` };
}

function plainName(challenge: string): string {
  return challenge.replace(/^_acme-challenge\./, '');
}

/** A name that begins with an underscore is meant as it stands; any other is what the certificate is for (RFC 8555 section 8.4). */
export function readChallengeName(text: string): Parsed<string> {
  const name = readName(text.trim().replace(/^\*\./, ''));
  return !name.ok || name.value.startsWith('_') ? name : { ok: true, value: `_acme-challenge.${name.value}` };
}

/** The TXT record's value of a key authorisation (RFC 8555 section 8.4). */
export function digestOf(keyAuthorisation: string): string {
  return createHash('sha256').update(keyAuthorisation).digest('base64url');
}

function readValue(text: string): Parsed<string> {
  if (VALUE.test(text)) return { ok: true, value: text };
  if (KEY_AUTHORISATION.test(text)) return { ok: true, value: digestOf(text) };
  const expected =
    'expected 43 letters, digits, - and _ (base64url without padding), or the key authorisation <token>.<thumbprint>';
  if (text === '') return { ok: false, fault: `the value is empty; ${expected}` };
  return { ok: false, fault: `'${plain(text, 80)}' cannot be the value: it has ${oddities(text)}; ${expected}` };
}

/** Everything by which a text cannot be a value. */
function oddities(text: string): string {
  const bare = text.replace(/^["'\u2018-\u201f]|["'\u2018-\u201f]$/g, '');
  const strange = [...new Set(bare.replace(/[\w.-]/g, ''))].map((one) => `'${plain(one)}'`);
  const behind = bare.includes('.') ? bare.length - bare.lastIndexOf('.') - 1 : 0;
  return [
    ...(bare === text ? [] : ['quotes around it']),
    ...(strange.length === 0 ? [] : [`the sign${strange.length === 1 ? '' : 's'} ${listed(strange)}`]),
    ...(bare.includes('.')
      ? behind === 43
        ? []
        : [`${behind} ${behind === 1 ? 'character' : 'characters'} behind its dot`]
      : []),
    ...(bare.includes('.') || bare.length === 43 ? [] : [`${bare.length} ${bare.length === 1 ? 'character' : 'characters'}`]),
  ].join(', ');
}
