import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getSystemErrorMessage } from 'node:util';
import { DEPLOYMENT_NAME } from '../functions/core/names.ts';
import type { Parsed } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A day, or a time with its zone: without one it would be another moment on every machine. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** A moment in ISO 8601. A day alone is its midnight in UTC; the 30th of February is a fault, not a day of March. */
export function readMoment(text: string): Parsed<Date> {
  const moment = new Date(text);
  const day = new Date(text.slice(0, 10));
  const real = MOMENT.test(text) && !Number.isNaN(moment.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  if (real) return { ok: true, value: moment };
  return fault(`'${plain(text)}' is no time; expected ISO 8601 with its zone, such as 2026-12-03T04:10:00Z`);
}

/** A whole number from 1 to `most`; `what` says of what, as in `a number of seconds`. */
export function readNumber(text: string, most: number, what: string): Parsed<number> {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return { ok: true, value };
  return fault(`'${plain(text)}' is not ${what}; expected a whole number from 1 to ${most}`);
}

/** The name of the place that asks: 1 to 63 letters, digits, dots, underscores and hyphens. */
export function readVantage(text: string): Parsed<string> {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text)) return { ok: true, value: text };
  return fault(`'${plain(text)}' is no name; expected letters, digits, dots and hyphens, 63 at most`);
}

/** The name of a deployment, by the rule of the configuration. */
export function readDeployment(text: string): Parsed<string> {
  if (DEPLOYMENT_NAME.pattern.test(text)) return { ok: true, value: text };
  return fault(`'${plain(text)}' ${DEPLOYMENT_NAME.fault}`);
}

/** An AWS region by its shape, `eu-central-1` or `us-gov-west-1`: there are newer ones than any list knows. */
export function readRegion(text: string): Parsed<string> {
  if (/^[a-z]{2,4}(-[a-z]{2,12}){1,2}-\d{1,2}$/.test(text)) return { ok: true, value: text };
  return fault(`'${plain(text)}' is no AWS region; expected one such as eu-central-1`);
}

/** A file, read by `read`. Its faults come one a line, each with the file's name. */
export function readFileBy<T>(path: string, read: (text: string) => Parsed<T>): Parsed<T> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fault(`${plain(path)} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
  const parsed = read(text);
  return parsed.ok ? parsed : fault(...parsed.fault.split('\n').map((line) => `${plain(path)}: ${line}`));
}

function reasonOf({ errno, code }: NodeJS.ErrnoException): string {
  return (errno === undefined ? undefined : getSystemErrorMessage(errno)) ?? code ?? 'no reason given';
}

/** The certificates of a PEM file, each as a PEM text of its own; what stands between them is ignored (RFC 7468 section 2). */
export function readCertificates(text: string): Parsed<readonly string[]> {
  const blocks: readonly string[] = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) return fault('holds no certificate; expected PEM, from -----BEGIN CERTIFICATE----- on');
  const broken = blocks.flatMap((block, at) =>
    isCertificate(block) ? [] : [`certificate ${at + 1} of ${blocks.length} is damaged`],
  );
  return broken.length === 0 ? { ok: true, value: blocks } : fault(...broken);
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

function fault(...sentences: readonly string[]): { ok: false; fault: string } {
  return { ok: false, fault: sentences.join('\n') };
}
