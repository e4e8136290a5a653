/** What the other checks cannot tell while nobody serves the zone: their codes of "unknown", which echo whatever says why. */
export const UNTOLD = [
  'dns.serial.unknown',
  'caa.unknown',
  'acme.unknown',
  'acme.canary.unknown',
  'dnssec.unknown',
  'addr.unknown',
  'mail.unknown',
] as const;
