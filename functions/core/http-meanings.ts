import type { Meaning } from './finding.ts';

const OPERATOR = 'whoever runs the web service';

const CURL = 'curl -sv --max-time 15 --resolve {host}:{port}:{address} -o /dev/null {url}';

/** What the codes of the http check mean. Slots are filled by `checks/http.ts`. */
export const HTTP_MEANINGS = {
  'http.inside_cluster': {
    severity: 'warning',
    atWorst: 'critical',
    actWithin: '1 hour',
    who: OPERATOR,
    title:
      'HTTP fails at every address while DNS, TCP and TLS of the host are in order: the fault lies behind the load balancer.',
    says: 'HTTP fails at {addresses} of {host} ({detail}), while DNS, TCP and TLS are in order there: the fault lies behind the load balancer, not in public DNS.',
    advice: [
      CURL,
      'Look whether the backends are there, and what was deployed last: `kubectl get pods,endpointslices -A -o wide`',
      'Look at the DNS inside the cluster: `kubectl -n kube-system get pods -l k8s-app=kube-dns`, `kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50`',
      'On a node: `conntrack -S` (insert_failed), `conntrack -L -p udp --orig-port-dst 53`; entries that lead to a deleted pod go away with `conntrack -D -p udp --reply-src <address of the old pod>`',
    ],
    source: 'ours: what answers at the edge and fails behind it has failed behind it',
    implies: ['http.status', 'http.timeout'],
  },
  'http.status': {
    severity: 'warning',
    atWorst: 'critical',
    actWithin: '1 hour',
    who: OPERATOR,
    title: 'The web server answers with a server error, or not with the status that was declared.',
    says: 'The answer to {url} at {addresses} is {status}; expected {expected}.',
    advice: [CURL, 'Look into the log of the web server and of what it hands the request to, at the time of this look.'],
    source: 'RFC 9110 section 15.6',
  },
  'http.timeout': {
    severity: 'warning',
    atWorst: 'critical',
    actWithin: '1 hour',
    who: OPERATOR,
    title: 'The connection stands, and no response to the request comes.',
    says: 'The connection to {host} at {addresses} stands, and {url} brings no response: {detail}.',
    advice: [
      CURL,
      'Look whether the workers of the service are busy or wait for something: a database, a name to be resolved, a lock.',
    ],
    source: 'RFC 9110 section 9.1: a request is answered',
  },
  'http.redirect_loop': {
    severity: 'warning',
    atWorst: 'critical',
    actWithin: '1 day',
    who: OPERATOR,
    title: 'The redirects go in a circle, or do not end: no client gets to the page.',
    says: 'The redirects from {host} at {addresses} do not come to a page: {detail}.',
    advice: [
      'curl -svL --max-redirs 6 --resolve {host}:{port}:{address} -o /dev/null {url}',
      'Look whether TLS ends at a proxy that speaks HTTP to the service: the service must believe X-Forwarded-Proto, or it redirects to https for ever.',
    ],
    source: 'RFC 9110 section 15.4: a client should detect cyclical redirections',
  },
  'http.redirect_private': {
    severity: 'warning',
    atWorst: 'critical',
    actWithin: '1 day',
    who: OPERATOR,
    title: 'A redirect leads to an address that the world cannot reach.',
    says: 'A redirect from {host} at {addresses} leads to {url}, and that to {leadsTo}, which the world cannot reach: Picket did not follow it.',
    advice: [
      'curl -sv --resolve {host}:{port}:{address} -o /dev/null {firstUrl}',
      'Look for a name or address of the inside in the base URL of the service: `dig +short {leadsToHost}`',
    ],
    source: 'RFC 6890: addresses that are not globally reachable',
  },
  'http.body': {
    severity: 'warning',
    atWorst: 'critical',
    actWithin: '1 day',
    who: OPERATOR,
    title: 'The page lacks the text that was declared.',
    says: 'The page {url} at {addresses} does not hold the text "{expected}" (status {status}, {bytes} bytes read).',
    advice: [
      'curl -s --resolve {host}:{port}:{address} {url} | head -c 2000',
      'Look whether another service answers, or an error page with status 200.',
    ],
    source: 'ours: as declared in the configuration',
  },
  'http.header': {
    severity: 'warning',
    actWithin: '1 day',
    who: OPERATOR,
    title: 'A header field is not what was declared.',
    says: 'The header field {field} of {url} at {addresses} is "{value}"; expected to hold "{expected}".',
    advice: ['curl -sI --resolve {host}:{port}:{address} {url}'],
    source: 'ours: as declared in the configuration',
  },
  'http.slow_steps': {
    severity: 'notice',
    atWorst: 'warning',
    actWithin: '1 week',
    who: OPERATOR,
    title: 'The server thinks for a multiple of 5 s: the time that a resolver waits for a lost DNS packet.',
    says: 'The first byte from {host} at {addresses} takes {firstByteMs}, which is {steps} times 5 s: the mark of a DNS question inside the cluster that was lost and asked again.',
    advice: [
      CURL,
      'On a node: `conntrack -S`, where a growing insert_failed means that parallel A and AAAA questions race for one entry.',
      'NodeLocal DNSCache helps, or the option single-request-reopen in resolv.conf (glibc alone), or names with a dot at the end.',
    ],
    source: 'resolv.conf(5): timeout 5 s by default; the tolerance of 0.3 s is ours',
  },
  'sys.clock_skew': {
    severity: 'warning',
    actWithin: '1 day',
    who: 'whoever runs the server',
    title: 'The clock of the server, or that of the vantage, is wrong by more than 2 min.',
    says: 'The clock of {host} at {addresses} is {skewSeconds} {direction}, by the date in its responses.',
    advice: [
      'curl -sI --resolve {host}:{port}:{address} {url} | grep -i ^date; date -u',
      'On the server: `chronyc tracking`, `timedatectl`; zone transfers with TSIG fail from 5 min on, certificates seem not valid yet.',
    ],
    source: 'RFC 9110 section 6.6.1 with the age of RFC 9111 section 5.1; TSIG allows 300 s (RFC 8945 section 10)',
  },
  'http.unknown': {
    severity: 'unknown',
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not ask the web server.',
    says: 'Picket could not ask the web server of {host}: {detail}.',
    advice: ['dig +trace {host} A', 'Where the certificate check tells why no connection comes about, begin there.'],
    source: 'ours: what was not measured is neither well nor down',
  },
} as const satisfies Record<string, Meaning>;
