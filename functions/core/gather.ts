import type { Finding } from './finding.ts';
import type { Fault } from './leaf.ts';
import type { Sight } from './sight.ts';
import { nameOf, type ServiceTarget } from './target.ts';
import { listed } from './wording.ts';

/** A fault, and the sight that shows it. */
export interface Shown<Code extends string> {
  readonly sight: Sight;
  readonly fault: Fault<Code>;
}

/** A fault that every address shows is one finding about the service; any other is told address by address. `addresses`: how many were seen. */
export function gathered<Code extends string>(
  shown: readonly Shown<Code>[],
  addresses: number,
  target: ServiceTarget,
): Finding<Code>[] {
  const byCode = [...Map.groupBy(shown, ({ fault }) => fault.code).values()];
  return byCode.flatMap((same) => {
    const byAddress = [...Map.groupBy(same, ({ sight }) => sight.look.address).values()];
    if (byAddress.length === addresses) return worstOf(same, nameOf(target), target);
    return byAddress.flatMap((here) => worstOf(here, here[0]?.sight.spot ?? '', target));
  });
}

/** One finding of them all. The worst of them speaks: critical first, then the one that expires first. */
export function worstOf<Code extends string>(
  same: readonly Shown<Code>[],
  subject: string,
  target: ServiceTarget,
): Finding<Code>[] {
  const urgency = ({ fault }: Shown<Code>) => `${fault.severity === 'critical' ? 0 : 1}${fault.evidence.expiresAt ?? ''}`;
  const [worst] = [...same].sort((a, b) => (urgency(a) < urgency(b) ? -1 : 1));
  if (worst === undefined) return [];
  const { sight, fault } = worst;
  const details = new Set(
    same.flatMap(({ fault: { evidence } }) => (evidence.detail === undefined ? [] : [String(evidence.detail)])),
  );
  const addresses = listed(same.map((one) => one.sight.spot));
  const where = {
    addresses,
    connect: sight.connect,
    opensslFlags: sight.opensslFlags,
    address: sight.look.address,
    port: target.port,
  };
  return [
    {
      ...fault,
      subject,
      evidence: { ...fault.evidence, ...where, ...(details.size === 0 ? {} : { detail: listed([...details]) }) },
    },
  ];
}
