import { domainUseOf, type SetUse, setUsesOf } from '../core/budget.ts';
import type { Check } from '../core/check.ts';
import { CT_MEANINGS as meanings } from '../core/ct-meanings.ts';
import { isWithin } from '../core/dns.ts';
import type { Finding } from '../core/finding.ts';
import type { Issuance } from '../core/issuance.ts';
import { baseOf, type ZoneTarget } from '../core/target.ts';
import { type Searched, searchIssuances } from '../core/transparency.ts';
import { listed } from '../core/wording.ts';

type Code = keyof typeof meanings;

/** The registered domain, and what Certificate Transparency shows of it. */
export interface Seen {
  readonly domain: string;
  readonly searched: Searched;
}

/** Tokens at which it is told: of an exact set; of a domain, and of a domain as a notice. */
const FEW_OF_SET = 2;
const FEW_OF_DOMAIN = 10;
const LESS_OF_DOMAIN = 19;

/** How much of the CA's rate limits is left? */
export const issuance: Check<ZoneTarget, Seen, Code> = {
  name: 'issuance',
  about: 'zone',
  cadence: { everySeconds: 3600 }, // searches count their clients, and the logs are the same from everywhere
  patience: 2,
  corroboration: 'any', // there is one vantage alone
  meanings,
  measures: [],
  async observe({ zone, registered = zone, transparency }, net) {
    return { domain: registered, searched: await searchIssuances(net, registered, transparency) };
  },
  judge({ domain, searched }, { zone }, now) {
    const ours = searched.issuances.filter(({ names }) => names.some((name) => isOf(name, domain)));
    const uses = setUsesOf(ours, now).filter(({ names }) => names.some((name) => isOf(name, zone)));
    return [...unavailable(domain, searched, zone), ...uses.flatMap(duplicates), ...newSets(ours, domain, now)];
  },
  measure: () => [],
  facts: () => [],
};

function isOf(name: string, domain: string): boolean {
  return isWithin(baseOf(name), domain);
}

function duplicates({ names, recent, balance, isChurning }: SetUse): readonly Finding<Code>[] {
  const { tokens, nextAt } = balance;
  if (nextAt === undefined || (tokens > FEW_OF_SET && !isChurning)) return [];
  const pace =
    '; each came while most of the life of the one before was left: its storage is not persistent, or several order it';
  const evidence = {
    names: listed(names),
    name: baseOf(names[0] ?? ''),
    recent,
    tokens,
    nextAt: nextAt.toISOString(),
    pace: isChurning ? pace : '',
  };
  return [{ code: 'ct.duplicate_limit', subject: names[0] ?? '', names, evidence }];
}

function newSets(issuances: readonly Issuance[], domain: string, now: Date): readonly Finding<Code>[] {
  const { recent, balance } = domainUseOf(issuances, now);
  const { tokens, nextAt } = balance;
  if (nextAt === undefined || tokens > LESS_OF_DOMAIN) return [];
  const evidence = { domain, recent, tokens, nextAt: nextAt.toISOString() };
  return [{ code: 'ct.domain_limit', subject: domain, ...(tokens > FEW_OF_DOMAIN ? { severity: 'notice' } : {}), evidence }];
}

/** Where nobody answered nothing is known, and no vote is cast; where the second one did, that is worth a line. */
function unavailable(domain: string, { from, failures }: Searched, zone: string): readonly Finding<Code>[] {
  if (failures.length === 0) return [];
  const effect = from === undefined ? 'how much of the rate limits is left is not measured' : `${from} answered in its place`;
  const evidence = { domain, reasons: failures.join('; '), effect };
  return [{ code: 'sys.ct_unavailable', subject: zone, ...(from === undefined ? { severity: 'unknown' } : {}), evidence }];
}
