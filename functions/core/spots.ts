import type { Finding } from './finding.ts';
import type { HTTP_MEANINGS } from './http-meanings.ts';
import type { Look, PageFault } from './page.ts';
import { spotOf } from './sight.ts';
import { nameOf, type ServiceTarget } from './target.ts';
import { listed } from './wording.ts';

type Found = Finding<keyof typeof HTTP_MEANINGS>;

/** A fault of a page and the look that shows it. */
export interface Shown {
  readonly look: Look;
  readonly fault: PageFault;
}

/** The faults of each look. */
export function shownBy(looks: readonly Look[], faultsOf: (look: Look) => readonly PageFault[]): readonly Shown[] {
  return looks.flatMap((look) => faultsOf(look).map((fault) => ({ look, fault })));
}

/** A fault that all of so many looks show is one finding about the service, critical where it hides the page; any other is told address by address. */
export function gathered(shown: readonly Shown[], looks: number, target: ServiceTarget): readonly Found[] {
  const groups = [...Map.groupBy(shown, ({ fault: { code, evidence } }) => `${code} ${evidence.field ?? ''}`).values()];
  return groups.flatMap((same) => {
    if (same.length < looks) return same.map((one) => placed(one, [one], spotOf(one.look.address, target.port), target));
    const worst = same.find(({ fault }) => fault.severity === undefined) ?? same[0];
    if (worst === undefined) return [];
    const finding = placed(worst, same, nameOf(target), target);
    return [same.every(({ fault }) => fault.down) ? { ...finding, severity: 'critical' } : finding];
  });
}

/** The finding of a fault, with everywhere it shows. */
export function placed(
  { look: { address }, fault: { code, severity, evidence } }: Shown,
  same: readonly Shown[],
  subject: string,
  target: ServiceTarget,
): Found {
  const addresses = listed([...new Set(same.map(({ look }) => spotOf(look.address, target.port)))]);
  const where = { host: target.host, port: target.port, address, addresses };
  return { code, subject, ...(severity && { severity }), evidence: { ...where, ...evidence } };
}
