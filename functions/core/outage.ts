import { errorWords, nameserverLabel } from './dns.ts';
import type { Evidence } from './finding.ts';
import type { Health } from './health.ts';
import { type Sounding, triesOf, whyNot } from './symptom.ts';

/** One address of a nameserver, what it said, and how it stands to the zone. */
export interface Heard {
  readonly sounding: Sounding;
  readonly health: Health;
}

/** Healths of a server that does not serve the zone, worst told first where several causes are equally common. `expired` is another check's. */
const OUTAGES = [
  'silent',
  'refused',
  'servfail',
  'recursor',
  'lame',
  'malformed',
  'private',
] as const satisfies readonly Health[];

/** Why a server does not serve the zone. */
export type Cause = (typeof OUTAGES)[number];

/** Servers that do not serve the zone for the same cause, told as one: a zone, a nameserver's IPv6 half, or a single address. */
export interface Outage {
  readonly cause: Cause | 'v6-silent';
  readonly subject: string;
  /** Nobody is left who serves the zone. */
  readonly total: boolean;
  readonly evidence: Evidence;
}

/** Does the server hand out the zone? */
const isAlive = ({ health }: Heard) => health === 'well' || health === 'truncated';

/** Was the server asked at all? */
const wasAsked = ({ health }: Heard) => health !== 'unmeasured' && health !== 'private';

/** Who does not serve the zone: one outage of the whole zone where nobody does, otherwise one for each address or each dead IPv6 half. */
export function outagesOf(heard: readonly Heard[], zone: string): readonly Outage[] {
  if (isTotal(heard)) return totalOutage(heard, zone);
  const halves = deadSixHalves(heard);
  const single = heard.filter((one) => isOutage(one) && !halves.flat().includes(one));
  return [
    ...halves.map((half) => outage('v6-silent', half, zone, labels(half))),
    ...single.map((one) => outage(one.health as Cause, [one], zone, labelOf(one))),
  ];
}

/** Nobody serves the zone, among those who could be asked; an address that the world cannot reach counts only where every one was looked at. */
function isTotal(heard: readonly Heard[]): boolean {
  const judged = heard.some(wasAsked) || heard.every(({ health }) => health === 'private');
  return heard.length > 0 && judged && !heard.some(isAlive);
}

function isOutage({ health }: Heard): boolean {
  return OUTAGES.some((cause) => cause === health);
}

/** The most common cause speaks for the zone; the others are in the detail. */
function totalOutage(heard: readonly Heard[], zone: string): readonly Outage[] {
  const groups = OUTAGES.map((cause) => heard.filter(({ health }) => health === cause));
  const largest = groups.reduce((a, b) => (b.length > a.length ? b : a));
  const cause = largest[0]?.health as Cause | undefined;
  if (cause === undefined) return [];
  const looked = heard.filter(({ health }) => health !== 'unmeasured');
  const whole = largest.length === looked.length;
  const whose = `of ${zone}${looked.length === heard.length ? '' : ' that could be asked'}`;
  const servers = whole
    ? `${everyOf(looked.length)} ${whose}`
    : `${largest.length} of ${looked.length} nameserver addresses ${whose}, and no other one serves it`;
  const { evidence } = outage(cause, largest, zone, servers);
  return [{ cause, subject: zone, total: true, evidence: whole ? evidence : { ...evidence, detail: eachOf(looked) } }];
}

/** All of so many addresses, as a person counts them. */
export function everyOf(count: number): string {
  if (count === 1) return 'the only nameserver address';
  return count === 2 ? 'both nameserver addresses' : `all ${count} nameserver addresses`;
}

/** Nameserver names whose IPv6 addresses are all silent while an IPv4 address of the same name serves the zone. */
function deadSixHalves(heard: readonly Heard[]): readonly (readonly Heard[])[] {
  const names = [...new Set(heard.map(({ sounding }) => sounding.server.name.toLowerCase()))];
  return names.flatMap((name) => {
    const mine = heard.filter(({ sounding }) => sounding.server.name.toLowerCase() === name);
    const six = mine.filter((one) => isSix(one) && one.health !== 'unmeasured');
    const works = mine.some((one) => !isSix(one) && isAlive(one));
    return works && six.length > 0 && six.every(({ health }) => health === 'silent') ? [six] : [];
  });
}

function isSix({ sounding }: Heard): boolean {
  return sounding.server.address.includes(':');
}

function outage(cause: Outage['cause'], group: readonly Heard[], zone: string, servers: string): Outage {
  const first = group[0] as Heard;
  const { server, soa } = first.sounding;
  const details = [...new Set(group.map(detailOf))].join('; ');
  const evidence = { zone, name: server.name, address: server.address, servers, detail: details, tries: triesOf(soa) };
  return { cause, subject: labelOf(first), total: false, evidence };
}

/** What came back, in a clause: the failure, or what the answer looked like. */
function detailOf({ sounding: { soa }, health }: Heard): string {
  const { answer } = soa;
  if (!answer.ok) return whyNot(soa);
  const { rcode, authoritative, recursionAvailable, authorities, edns } = answer.value;
  const flags = `AA=${authoritative ? 1 : 0} RA=${recursionAvailable ? 1 : 0}`;
  const upward = health === 'lame' && rcode === 'NOERROR' ? authorities.find(({ type }) => type === 'NS') : undefined;
  const referral = upward === undefined ? '' : `, a referral to ${upward.owner}`;
  return `${rcode} ${flags}${referral}${errorWords(edns)}`;
}

function eachOf(heard: readonly Heard[]): string {
  return heard.map((one) => `${labelOf(one)} ${one.health}`).join(', ');
}

function labels(heard: readonly Heard[]): string {
  return heard.map(labelOf).join(', ');
}

function labelOf({ sounding }: Heard): string {
  return nameserverLabel(sounding.server);
}
