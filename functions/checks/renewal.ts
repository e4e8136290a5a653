import { type Suggestion, suggestionFor } from '../core/ari.ts';
import type { Check, Fact } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import { gathered, type Shown, worstOf } from '../core/gather.ts';
import { type Fault, isMeantFor } from '../core/leaf.ts';
import { type Seen as Looked, looksAt } from '../core/looks.ts';
import { measured } from '../core/observation.ts';
import { isWindowOfAge } from '../core/renewal.ts';
import { RENEWAL_MEANINGS as meanings } from '../core/renewal-meanings.ts';
import { type Look, leafOf, type Sight, sightsOf } from '../core/sight.ts';
import { isPlain, nameOf, type ServiceTarget } from '../core/target.ts';
import type { Certificate } from '../core/tls.ts';
import { type Searched, searchHost } from '../core/transparency.ts';
import { mayBeSucceeded, undeployed } from '../core/undeployed.ts';
import { listed } from '../core/wording.ts';

type Code = keyof typeof meanings;

/** The certificates that are served, and what their CAs and Certificate Transparency tell of them. */
export interface Seen extends Looked {
  /** By the fingerprint of the certificate that the CA was asked about. */
  readonly suggestions: Readonly<Record<string, Suggestion>>;
  /** Left out where no certificate is old enough to have a successor. */
  readonly searched?: Searched;
}

/** Does the CA want the certificate replaced ahead of time, and was a newer one issued that is served nowhere? */
export const renewal: Check<ServiceTarget, Seen, Code> = {
  name: 'renewal',
  about: 'service',
  concerns: (target) => !isPlain(target),
  cadence: { everySeconds: 21_600 }, // what Let's Encrypt says in Retry-After; the answers are the same from everywhere
  patience: 2,
  corroboration: 'any', // there is one vantage alone
  meanings,
  measures: [],

  async observe(target, net) {
    const looked = await looksAt(target, net);
    const leaves = leavesOf(trustedOf(looked.looks, target));
    const now = new Date();
    const isOld = leaves.some((leaf) => mayBeSucceeded(leaf, now));
    const [searched, ...told] = await Promise.all([
      isOld ? searchHost(net, target.host, target.transparency) : undefined,
      ...leaves.map(async (leaf) => [leaf.fingerprint, await suggestionFor(leaf, net.request, now)] as const),
    ]);
    return { ...looked, suggestions: Object.fromEntries(told), ...(searched && { searched }) };
  },

  judge(seen, target, now) {
    const sights = trustedOf(seen.looks, target);
    const wanted = sights.flatMap((sight) =>
      wantedFaults(sight, seen, target.host, now).map((fault): Shown<Code> => ({ sight, fault })),
    );
    const addresses = new Set(sights.map(({ look }) => look.address)).size;
    const late = undeployed(sights, seen.searched?.issuances ?? [], target.host, now);
    return [...gathered(wanted, addresses, target), ...worstOf<Code>(late, nameOf(target), target), ...unknown(seen, target)];
  },

  measure: () => [],

  facts(seen, target) {
    return trustedOf(seen.looks, target).flatMap((sight): Fact[] => {
      const window = suggestionAt(sight, seen)?.window;
      return window ? [{ subject: sight.spot, values: { renewFrom: window.start, renewUntil: window.end } }] : [];
    });
  },
};

/** Such as clients trust: anybody can write the name of a CA into a certificate of his own, and no log takes that of a private one. */
function trustedOf(looks: readonly Look[], target: ServiceTarget): readonly Sight[] {
  return sightsOf(looks, target).filter(
    ({ handshake }) => handshake.ok && handshake.value.path === 'OK' && isMeantFor(handshake.value, target.host),
  );
}

/** Each certificate once. */
function leavesOf(sights: readonly Sight[]): readonly Certificate[] {
  const leaves = sights.flatMap(({ handshake }) => leafOf(handshake) ?? []);
  return [...new Map(leaves.map((leaf) => [leaf.fingerprint, leaf])).values()];
}

function suggestionAt({ handshake }: Sight, { suggestions }: Seen): Suggestion | undefined {
  return suggestions[leafOf(handshake)?.fingerprint ?? ''];
}

/** A window that age alone gives is the matter of the check `certificate`, which needs no CA for it: one fault, one letter. */
function wantedFaults(sight: Sight, seen: Seen, host: string, now: Date): readonly Fault<Code>[] {
  const leaf = leafOf(sight.handshake);
  const window = suggestionAt(sight, seen)?.window;
  if (leaf === undefined || window === undefined) return [];
  const [start, end, notAfter] = [new Date(window.start), new Date(window.end), new Date(leaf.notAfter)];
  if (now < end || now > notAfter || isWindowOfAge({ start, end }, new Date(leaf.notBefore), notAfter)) return [];
  const sinceEndedSeconds = (now.getTime() - end.getTime()) / 1000;
  const evidence = { host, endedAt: window.end, sinceEndedSeconds, expiresAt: leaf.notAfter, fingerprint: leaf.fingerprint };
  return [{ code: 'tls.renewal_wanted', evidence }];
}

/** No vote is cast on what was not learnt: an alarm that rings must not fall silent for it. */
function unknown(seen: Seen, target: ServiceTarget): readonly Finding<Code>[] {
  const { lookup, looks, suggestions, searched } = seen;
  // Many networks shut port 25, AWS among them: that stands in the rows of the check `certificate`.
  if (target.port === 25 && looks.length > 0 && !looks.some(({ handshake }) => measured(handshake))) return [];
  const isSeen = looks.some(({ handshake }) => handshake.ok);
  const reasons = [
    ...(lookup.ok ? [] : [lookup.detail]),
    ...(isSeen ? [] : looks.map(({ handshake }) => (handshake.ok ? '' : handshake.detail))),
    ...(lookup.ok && looks.length === 0 ? [lookup.value.detail] : []),
    ...Object.values(suggestions).flatMap(({ failure }) => failure ?? []),
    ...(searched?.from === undefined ? (searched?.failures ?? []) : []),
  ];
  if (reasons.length === 0) return [];
  const evidence = { host: target.host, detail: listed([...new Set(reasons)]) };
  return [{ code: 'tls.renewal_unknown', subject: nameOf(target), evidence }];
}
