import * as v from 'valibot';
import type { DeclaredPage } from '../functions/core/http.ts';
import { isWeb, type ServiceTarget } from '../functions/core/target.ts';

/** A service with what its web page must be like. Everything but its name may be left out. */
export interface ServiceEntry {
  /** `https://www.example.org`, `imap://mail.example.org` */
  readonly name: string;
  /** What is asked of a web server, with a leading slash. Default `/`. */
  readonly path?: string;
  /** What comes back. Default: no server error. */
  readonly expect?: DeclaredPage;
}

type Declarations = Pick<ServiceTarget, 'path' | 'expect'>;

const text = v.string('is no text');
const word = v.pipe(text, v.nonEmpty('is empty'));

/** The shape of what a page must be like. */
const PAGE = v.strictObject({
  status: v.exactOptional(
    v.pipe(
      v.number('is no number'),
      v.integer('is no whole number'),
      v.minValue(200, 'is under 200'),
      v.maxValue(599, 'is over 599'),
    ),
  ),
  body: v.exactOptional(word),
  headers: v.exactOptional(v.record(v.pipe(text, v.regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'is no name of a header field')), word)),
});

/** The shape of a service that is more than a name. */
export const SERVICE_ENTRY = v.strictObject({
  name: text,
  path: v.exactOptional(v.pipe(text, v.regex(/^\/[!-~]*$/, "is no path; expected '/' and then ASCII without blanks"))),
  expect: v.exactOptional(PAGE),
});

/** What an entry declares of a service; a page is declared of web servers alone. `tell` hears of what does not fit. */
export function readPage(
  { path, expect }: v.InferOutput<typeof SERVICE_ENTRY>,
  target: ServiceTarget,
  tell: (place: string, fault: string) => void,
): Declarations {
  const { scheme } = target;
  if (!isWeb(target)) {
    if (path !== undefined) tell('path', `${scheme} has no paths; expected an https or http service`);
    if (expect !== undefined) tell('expect', `${scheme} has no pages; expected an https or http service`);
  }
  return { ...(path === undefined ? {} : { path }), ...(expect === undefined ? {} : { expect }) };
}
