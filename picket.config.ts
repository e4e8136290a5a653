import { defineConfig } from './cdk/config.ts';

/** What is watched, from where, and who hears of it. `npx cdk synth` says what is wrong with it, all at once. */
export const config = defineConfig({
  deployment: 'production',
  home: 'eu-west-1',
  // Five regions in the areas of five address registries (ARIN, RIPE NCC, APNIC, LACNIC, AFRINIC), as a CA looks from several networks.
  // af-south-1 has to be enabled in the AWS account first.
  vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'],
  periodMinutes: 5,
  zones: ['example.org', 'example.net', 'example.com'],
  services: [
    'https://www.example.org',
    'https://example.org',
    'https://api.example.net',
    'tls://mail.example.org:993',
    'tls://mail.example.org:465',
  ],
  alerts: {
    page: ['on-call@example.org'],
    mail: ['hostmaster@example.org'],
  },
});
