import * as v from 'valibot';
import type { Target } from '../functions/core/target.ts';
import { CT_SEARCHES, type CtSearch } from '../functions/core/transparency.ts';

/** How Certificate Transparency is searched. Everything may be left out. */
export interface TransparencyEntry {
  /**
   * Name of a secret in AWS Secrets Manager, in the region of the first vantage, whose whole text is a key of Cert Spotter. Never the key itself. Default: no
   * key, and about ten searches an hour.
   */
  readonly keySecret?: string;
  /** Who is asked, in this order. Default: Cert Spotter, then crt.sh. */
  readonly sources?: readonly CtSearch['api'][];
}

const SOURCES = CT_SEARCHES.map(({ api }) => api);

const NO_PLACE =
  'a key has no place here: whoever reads this file or a template would have it; put it into AWS Secrets Manager, and its name into keySecret, such as picket/certspotter';

/** The shape of these settings. What is wrong with a key is said without repeating it. */
export const TRANSPARENCY = v.pipe(
  v.strictObject({
    keySecret: v.exactOptional(
      v.pipe(
        v.string('is no text'),
        v.check((text) => !isKey(text), `looks like a key itself; ${NO_PLACE}`),
        v.regex(/^[\w/+=.@-]{1,512}$/, 'is no name of a secret; expected letters, digits and /_+=.@-, 512 at most'),
      ),
    ),
    key: v.exactOptional(v.never(NO_PLACE)),
    sources: v.exactOptional(
      v.pipe(
        v.array(v.picklist(SOURCES, `is no source; expected ${SOURCES.join(' or ')}`), 'is no list'),
        v.minLength(1, 'is empty; leave it out to search everywhere'),
      ),
    ),
  }),
  v.check(
    ({ keySecret, sources = SOURCES }) => keySecret === undefined || sources.includes('Cert Spotter'),
    'keySecret is a key of Cert Spotter, which is none of the sources',
  ),
);

/** Keys of SSLMate begin with `k`, a number and `_`; and any long text of all kinds of letters with nothing between them is rather a key than a name. */
function isKey(text: string): boolean {
  return /^k\d+_/.test(text) || (/^\w{20,}$/.test(text) && [/\d/, /[a-z]/, /[A-Z]/].every((kind) => kind.test(text)));
}

/** The target with where its certificates are searched for, if that was chosen. */
export function withSources(target: Target, sources: TransparencyEntry['sources']): Target {
  if (sources === undefined) return target;
  return { ...target, transparency: sources.flatMap((source) => CT_SEARCHES.filter(({ api }) => api === source)) };
}

/** What a choice of sources costs, where it does. */
export function sourceWarnings(sources: TransparencyEntry['sources'] = SOURCES): string[] {
  return sources.includes('Cert Spotter')
    ? []
    : [
        'transparency.sources: without Cert Spotter no certificate is told that was issued and never deployed, since crt.sh does not show all names of one.',
      ];
}
