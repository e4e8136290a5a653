import { pathToFileURL } from 'node:url';

const CDK = pathToFileURL(`${import.meta.dirname}/../../cdk/config.ts`).href;

/** What the demonstration deploys: the settings of `picket.config.ts`, for companies that do not exist. */
export interface Configuration {
  readonly deployment: string;
  readonly home: string;
  readonly vantages: readonly string[];
  readonly zones: readonly (string | object)[];
  readonly services?: readonly string[];
  readonly alerts: { readonly page: readonly [string]; readonly mail: readonly [string] };
}

/** acme.test and its web server, seen from five regions in the areas of five address registries. */
export function configurationFor(service: string): Configuration {
  const acme = {
    name: 'acme.test',
    certificates: [{ names: ['www.acme.test'] }],
    // Loopback is no place to lead the world to, but here it is meant.
    addresses: [{ name: 'www.acme.test', pool: ['127.53.0.0/24'] }],
  };
  return {
    deployment: 'demo',
    home: 'eu-west-1',
    vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'],
    zones: [acme],
    services: [service],
    alerts: { page: ['pager@acme.test'], mail: ['hostmaster@acme.test'] },
  };
}

/** The zones of a hoster's customers, seen from three regions. */
export function hostingConfiguration(zones: readonly string[]): Configuration {
  return {
    deployment: 'hosting',
    home: 'eu-west-1',
    vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
    zones,
    alerts: { page: ['pager@hoster.example'], mail: ['noc@hoster.example'] },
  };
}

/** The module that an operator would write, for `PICKET_CONFIG`. */
export function moduleOf(configuration: Configuration): string {
  const settings = JSON.stringify(configuration, null, 2);
  return `import { defineConfig } from '${CDK}';\n\nexport const config = defineConfig(${settings});\n`;
}
