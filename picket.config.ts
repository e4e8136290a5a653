import { defineConfig } from './cdk/config.ts';

/** What is watched, from where, and who hears of it. `npx cdk synth` says what is wrong with it, all at once. */
export const config = defineConfig({
  deployment: 'production',
  home: 'eu-west-1',
  // Five regions in the areas of five address registries (ARIN, RIPE NCC, APNIC, LACNIC, AFRINIC), as a CA looks from several networks.
  // af-south-1 has to be enabled in the AWS account first.
  vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'],
  periodMinutes: 5,
  zones: [
    // What an ACME client inside the walls is to have issued: only then is the policy of CAA records judged, and a forecast made.
    { name: 'example.org', certificates: [{ names: ['example.org', '*.example.org'] }] },
    'example.net',
    'example.com',
  ],
  services: [
    'https://www.example.org',
    { name: 'https://api.example.net', path: '/health', expect: { status: 200 } },
    'imaps://mail.example.org',
    'submission://mail.example.org',
  ],
  alerts: {
    // Not in a zone that is watched: mail to a zone dies with the zone.
    page: ['on-call@example.edu'],
    mail: ['hostmaster@example.edu'],
  },
});
