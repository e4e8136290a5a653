/** Area of a regional address registry. */
export type Registry = 'AFRINIC' | 'APNIC' | 'ARIN' | 'LACNIC' | 'RIPE NCC';

const AREAS: Readonly<Record<string, Registry>> = {
  af: 'AFRINIC',
  ap: 'APNIC',
  cn: 'APNIC',
  ca: 'ARIN',
  us: 'ARIN',
  mx: 'LACNIC',
  sa: 'LACNIC',
  eu: 'RIPE NCC',
  il: 'RIPE NCC',
  me: 'RIPE NCC',
};

/** Whose area an AWS region lies in, by the first part of its name (iana.org/numbers); undefined for a vantage that is no region. */
export function registryOf(vantage: string): Registry | undefined {
  const [area = '', ...rest] = vantage.split('-');
  return rest.length >= 2 && Object.hasOwn(AREAS, area) ? AREAS[area] : undefined;
}
