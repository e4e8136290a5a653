import { bounded } from './bound.ts';
import type { Exchanger } from './exchanger.ts';
import type { HttpResponse } from './http.ts';
import { refusalsOf } from './leaf.ts';
import type { Net } from './net.ts';
import { failed, measured, type Observation } from './observation.ts';
import { cellOf } from './station.ts';
import type { Handshake } from './tls.ts';
import { type Trail, trailOf } from './trail.ts';

/** What was seen of a zone's MTA-STS (RFC 8461). */
export interface StsSeen {
  /** TXT at `_mta-sts`. */
  readonly record: Trail;
  /** Why it announces none to senders, though it means to; a clause. */
  readonly fault?: string;
  /** Asked where a record announces it: TLS of the host that has the policy, and the policy itself. */
  readonly policy?: {
    readonly host: string;
    readonly handshake: Observation<Handshake>;
    readonly response: Observation<HttpResponse>;
  };
}

/** A policy (RFC 8461 section 3.2). */
export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Hosts in lower case, `*.` for any one label. */
  readonly mx: readonly string[];
}

/** What does not agree, clause by clause. `blocked`: not one exchanger is left that a sender could use. */
export interface StsMismatch {
  readonly mode: string;
  readonly reasons: readonly string[];
  readonly blocked: boolean;
}

/** Looks for a policy, and asks for it where a record announces one. Of a zone that takes no mail nothing is asked. */
export async function stsOf(zone: string, names: readonly string[], net: Net): Promise<StsSeen> {
  if (names.length === 0) return { record: { stations: [] } };
  const record = await trailOf(net, { name: `_mta-sts.${zone}`, type: 'TXT' });
  const announced = announcement(record);
  if (announced === undefined || announced.fault !== undefined) return { record, ...announced };
  return { record, policy: await policyAt(`mta-sts.${zone}`, net) };
}

/** At the first of the host's addresses with which TLS comes about, where there is one. */
async function policyAt(host: string, net: Net): Promise<StsSeen['policy'] & {}> {
  const found = await net.lookup(host);
  const { asked, beyond } = bounded(found.ok ? found.value.addresses : []);
  const tries = await Promise.all(
    asked.map(async (address) => ({ address, handshake: await net.handshake(host, address, 443) })),
  );
  const best = tries.find(({ handshake }) => handshake.ok) ?? tries.find(({ handshake }) => measured(handshake)) ?? tries[0];
  if (best === undefined) {
    const isBroken = found.ok && found.value.ends === 'broken';
    const nowhere = found.ok ? failed(isBroken ? 'unmeasured' : 'unreachable', found.value.detail, 0) : found;
    return { host, handshake: nowhere, response: nowhere };
  }
  const { address, handshake } = best;
  if (!handshake.ok && beyond.length > 0) {
    const open = failed('unmeasured', `${asked.length} addresses bring no TLS, and ${beyond.length} more are not asked`, 0);
    return { host, handshake: open, response: open };
  }
  return { host, handshake, response: await net.request({ url: `https://${host}/.well-known/mta-sts.txt`, address }) };
}

/** Does the zone announce a policy, or with what fault, so that senders pass it over? One record and no more may do so, with an id (RFC 8461 section 3.1). */
function announcement({ stations }: Trail): Pick<StsSeen, 'fault'> | undefined {
  const last = stations.at(-1);
  for (const reply of last?.replies ?? []) {
    const cell = cellOf(reply, last?.zone ?? '');
    if (cell.kind !== 'records') continue;
    const texts = cell.records.flatMap((record) =>
      record.type === 'TXT' ? [Buffer.concat(record.strings).toString('latin1')] : [],
    );
    const own = texts.filter((text) => /^v=STSv1\s*(;|$)/.test(text));
    if (own.length === 0) return undefined;
    if (own.length > 1) return { fault: `its TXT record at _mta-sts is there ${own.length} times, so senders pass it over` };
    return /;\s*id=[A-Za-z0-9]{1,32}\s*(;|$)/.test(own[0] ?? '')
      ? {}
      : { fault: 'its TXT record at _mta-sts has no id of 1 to 32 letters and digits, so senders pass it over' };
  }
  return undefined;
}

/** Reads a policy; a fault says what is wrong with it, as a clause. */
export function parsePolicy(text: string): StsPolicy | { readonly fault: string } {
  const pairs = text.split('\n').map(pairOf);
  const valuesOf = (key: string) => pairs.flatMap((pair) => (pair.key === key ? [pair.value] : []));
  const [[version], [mode], [maxAge], mx] = [valuesOf('version'), valuesOf('mode'), valuesOf('max_age'), valuesOf('mx')];
  if (version !== 'STSv1') return { fault: 'the policy does not say version: STSv1' };
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none')
    return { fault: 'the policy has no mode of enforce, testing or none' };
  if (maxAge === undefined || !/^\d{1,10}$/.test(maxAge)) return { fault: 'the policy has no max_age' };
  if (mx.length === 0 && mode !== 'none') return { fault: 'the policy lists no mx' };
  return { mode, mx: mx.map((pattern) => pattern.toLowerCase()) };
}

/** Not by a regular expression: a stranger's line of 60 kB blanks keeps one busy for seconds. */
function pairOf(line: string): { readonly key: string; readonly value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { key: '', value: '' };
  return { key: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
}

/** Does a pattern of the policy cover the host? `*` stands for the leftmost label alone (RFC 8461 section 4.1). */
export function covers(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.replace(/^[^.]+/, '*') === pattern : host === pattern;
}

/** Where policy and mail servers do not agree; undefined where they do, or where there is no policy, or none could be asked for. */
export function stsMismatch(seen: StsSeen, exchangers: readonly Exchanger[], now: Date): StsMismatch | undefined {
  const { policy, fault } = seen;
  if (fault !== undefined) return { mode: 'not known', reasons: [fault], blocked: false };
  if (policy === undefined || unaskedPolicy(seen).length > 0) return undefined;
  const read = readPolicy(policy, now);
  if ('fault' in read) return { mode: 'not known', reasons: [read.fault], blocked: false };
  if (read.mode === 'none') return undefined;
  const wrong = exchangers.map((exchanger) => flawOf(exchanger, read, now));
  const reasons = wrong.flatMap((reason) => reason ?? []);
  return reasons.length === 0 ? undefined : { mode: read.mode, reasons, blocked: reasons.length === exchangers.length };
}

/** Where a policy is announced and could not be asked for, `mta-sts.example.org:443`: nobody knows what it says. None where it could, or none is announced. */
export function unaskedPolicy({ policy }: StsSeen): readonly string[] {
  if (policy === undefined || (measured(policy.handshake) && (!policy.handshake.ok || measured(policy.response)))) return [];
  return [`${policy.host}:443`];
}

/** A policy counts only if it came over trusted TLS, with status 200, without a redirect (RFC 8461 section 3.3). */
function readPolicy({ host, handshake, response }: NonNullable<StsSeen['policy']>, now: Date): ReturnType<typeof parsePolicy> {
  if (!handshake.ok) return { fault: `the policy cannot be fetched from ${host} (${handshake.detail})` };
  const [flaw] = flawsOf(handshake.value, host, now);
  if (flaw !== undefined)
    return { fault: `the policy counts for nothing, since the certificate of ${host} is not valid (${flaw})` };
  if (!response.ok) return { fault: `the policy cannot be fetched from ${host} (${response.detail})` };
  const { status, body } = response.value;
  return status === 200 ? parsePolicy(body) : { fault: `${host} answers with status ${status} and not with the policy` };
}

/** Why a sender that honours the policy leaves this exchanger out. What was not measured is no reason. */
function flawOf({ host, ports }: Exchanger, { mx }: StsPolicy, now: Date): string | undefined {
  if (!mx.some((pattern) => covers(pattern, host))) return `it does not list ${host}`;
  const reasons = ports.flatMap(({ handshake }) => {
    if (!handshake.ok) return handshake.failure === 'starttls' ? ['it offers no STARTTLS'] : [];
    return flawsOf(handshake.value, host, now).map((flaw) => `its certificate is not valid (${flaw})`);
  });
  return reasons[0] === undefined ? undefined : `${host} is listed, and ${reasons[0]}`;
}

function flawsOf(handshake: Handshake, host: string, now: Date): readonly string[] {
  return refusalsOf(handshake, host, now).map(({ code }) => code.replace('tls.', '').replaceAll('_', ' '));
}
