/** What stands under the help of each command: examples to be typed, and what its exit codes mean. `deployment`: of all commands about one. */
export const EXAMPLES = {
  program: `
Examples:
  picket check example.org                     the zone, and the web and mail services that it leads to
  picket check https://www.example.org         a service, at every one of its addresses
  picket await-txt example.org                 wait until every nameserver shows the challenge
  picket forecast example.org                  would a CA issue a certificate for it, asked now?
  picket explain dns.serial.behind             what a finding means, and what to do
  picket status                                where the alarms of what is deployed stand

Exit codes: 0 well or a notice, 1 warning, 2 critical, 3 could not tell or wrong usage; each command's help has its own.`,
  check: `
Example:
  picket check example.org https://www.example.org tls://mail.example.org:993 --only serial,certificate

Exit codes: 0 well or a notice, 1 warning, 2 critical, 3 could not tell or wrong usage.`,
  awaitTxt: `
Example:
  picket await-txt example.org --value "$CERTBOT_VALIDATION" --timeout 900

Exit codes: 0 every nameserver shows it, 2 the time is over, 3 nobody could be asked, no such top-level domain, or wrong usage.`,
  canary: `
Example:
  picket canary write example.org --server ns1.example.org --key-file canary.key --once

docs/canary.md has a Kubernetes CronJob for it, and what to do without RFC 2136. Exit codes: 0 written, 2 not written, 3 wrong usage.`,
  forecast: `
Examples:
  picket forecast example.org
  picket forecast example.org --cert 'example.org,*.example.org' --cert mail.example.org --ca letsencrypt.org
  picket forecast example.org --deployed       as every vantage of the deployment sees it now

With --deployed it asks AWS with the keys of the environment, and needs no network but that.

Exit codes: 0 ready, 1 risky, 2 blocked, 3 could not tell or wrong usage. A forecast is advice: block nothing by it.`,
  cost: `
Example:
  picket cost --config picket.config.ts

Exit codes: 0 told, 3 the configuration is faulty.`,
  deployment: `
Examples:
  picket status                                  where all alarms stand
  picket drill example.org                       does a letter come? it says that it is a drill
  picket mute example.org --for 2h               no letters for two hours

They ask AWS with the keys of the environment. The deployment is that of picket.config.ts, unless --deployment and --region name one.

Exit codes of status: 0 nothing rings, 1 a warning rings, 2 a critical alarm rings, 3 could not tell or wrong usage.
Exit codes of drill and mute: 0 done, 3 not done, or not in full, or wrong usage.`,
  explain: `
Example:
  picket explain tls.expired

Exit codes: 0 told, 3 there is no such code.`,
} as const;
