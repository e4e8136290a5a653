import { defineConfig } from '../../cdk/config.ts';

/** A deployment that declares two certificates of a zone of the lab. */
export const config = defineConfig({
  deployment: 'test',
  home: 'eu-west-1',
  vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'],
  zones: [
    {
      name: 'well.test',
      certificates: [
        { names: ['well.test'], ca: 'pki.goog' },
        { names: ['www.well.test'], ca: 'pki.goog' },
      ],
    },
  ],
  alerts: { mail: ['hostmaster@example.edu'] },
});
