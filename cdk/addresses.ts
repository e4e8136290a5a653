import { domainToASCII } from 'node:url';
import { isWithin, sameName } from '../functions/core/dns.ts';
import { nameOf, parseTarget, type Target } from '../functions/core/target.ts';

/** Can SNS send there: a mail address of a domain, or an https URL? */
export function isAddress(address: string): boolean {
  if (address.startsWith('https://')) return /^https:\/\/[^\s/]+/.test(address) && URL.canParse(address);
  return /^[^\s\p{C}@"<>():]+@[^\s@]+[^\s@.]$/u.test(address) && isDomain(mailHostOf(address));
}

/** Mail to a zone that is watched dies with the zone, and the letter about it with the mail; so does what a web server that is watched is to hear. */
export function withinWarnings(
  { page, mail, pager }: Readonly<Record<'page' | 'mail' | 'pager', readonly string[]>>,
  targets: readonly Target[],
): string[] {
  return [...new Set([...page, ...mail, ...pager])].flatMap((address) => {
    const host = domainToASCII(address.startsWith('https://') ? new URL(address).hostname : mailHostOf(address));
    const target = targets.find((one) => (one.kind === 'zone' ? isWithin(host, one.zone) : sameName(host, one.host)));
    if (target === undefined) return [];
    const name = nameOf(target);
    return [
      `alerts: ${address} lies in ${name}, which is watched: a fault of ${name} may take the letter about it along. Add an address elsewhere.`,
    ];
  });
}

function isDomain(host: string): boolean {
  const parsed = parseTarget(host);
  return parsed.ok && parsed.value.kind === 'zone';
}

function mailHostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
