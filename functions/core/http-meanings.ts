import type { Meaning, Words } from './finding.ts';

const OPERATOR = 'whoever runs the web service';

const CURL = 'curl -sv --max-time 15 --resolve {host}:{port}:{address} -o /dev/null {url}';

/** Every code of the check `http`. */
export const HTTP_MEANINGS = {
  'http.inside_cluster': { severity: 'warning', atWorst: 'critical', implies: ['http.status', 'http.timeout'] },
  'http.status': { severity: 'warning', atWorst: 'critical' },
  'http.timeout': { severity: 'warning', atWorst: 'critical' },
  'http.redirect_loop': { severity: 'warning', atWorst: 'critical' },
  'http.redirect_private': { severity: 'warning', atWorst: 'critical' },
  'http.body': { severity: 'warning', atWorst: 'critical' },
  'http.header': { severity: 'warning' },
  'http.slow_steps': { severity: 'notice', atWorst: 'warning' },
  'sys.clock_skew': { severity: 'warning' },
  'http.unreachable': { severity: 'warning', atWorst: 'critical' },
  'http.v6_unreachable': { severity: 'warning' },
  'http.no_address': { severity: 'critical' },
  'http.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;

/** The same codes in words. Slots are filled by `checks/http.ts`. */
export const HTTP_WORDS: Readonly<Record<keyof typeof HTTP_MEANINGS, Words>> = {
  'http.inside_cluster': {
    actWithin: '1 hour',
    who: OPERATOR,
    title:
      'HTTP fails at every address while DNS, TCP and TLS of the host are in order: the fault lies behind the load balancer.',
    says: 'HTTP fails at {addresses} of {host} ({detail}), while DNS, TCP and TLS are in order there: the fault lies behind the load balancer, not in public DNS.',
    advice: [
      CURL,
      'Look whether the backends are there, and what was deployed last: `kubectl get pods,endpointslices -A -o wide`',
      'Look at the DNS inside the cluster: `kubectl -n kube-system get pods -l k8s-app=kube-dns`, `kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50`',
      'On a node, where insert_failed should not grow, and no entry lead to a pod that is gone: `conntrack -S`, `conntrack -L -p udp --orig-port-dst 53`',
      'Such an entry goes away with `conntrack -D -p udp --reply-src <address of the old pod>`',
    ],
    source: 'ours: what answers at the edge and fails behind it has failed behind it',
  },
  'http.status': {
    actWithin: '1 hour',
    who: OPERATOR,
    title: 'The web server answers with a server error, or not with the status that was declared.',
    says: 'The answer to {url} at {addresses} is {status}{pause}; expected {expected}.',
    advice: [CURL, 'Look into the log of the web server and of what it hands the request to, at the time of this look.'],
    source: 'RFC 9110 section 15.6',
  },
  'http.timeout': {
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
    actWithin: '1 day',
    who: OPERATOR,
    title: 'The page lacks the text that was declared.',
    says: 'The page {url} at {addresses} does not hold the text "{expected}" (status {status}, {bytes} bytes read{more}).',
    advice: [
      'curl -s --resolve {host}:{port}:{address} {url} | head -c 2000',
      'Look whether another service answers, or an error page with status 200.',
    ],
    source: 'ours: as declared in the configuration',
  },
  'http.header': {
    actWithin: '1 day',
    who: OPERATOR,
    title: 'A header field is not what was declared.',
    says: 'The header field {field} of {url} at {addresses} is "{value}"; expected to hold "{expected}".',
    advice: ['curl -sI --resolve {host}:{port}:{address} {url}'],
    source: 'ours: as declared in the configuration',
  },
  'http.slow_steps': {
    actWithin: '1 week',
    who: OPERATOR,
    title: 'The server thinks for a multiple of 5 s: the time that a resolver waits for a lost DNS packet.',
    says: 'The first byte from {host} at {addresses} takes {firstByteMs}, which is {steps} times 5 s: the mark of a DNS question inside the cluster that was lost and asked again.',
    advice: [
      CURL,
      'On a node, a growing insert_failed means that parallel A and AAAA questions race for one entry: `conntrack -S`',
      'NodeLocal DNSCache helps, or the option single-request-reopen in resolv.conf (glibc alone), or names with a dot at the end.',
    ],
    source: 'resolv.conf(5): timeout 5 s by default; the tolerance of 0.3 s is ours',
  },
  'sys.clock_skew': {
    actWithin: '1 day',
    who: 'whoever runs the server',
    title: 'The clock of the server, or that of the vantage, is wrong by more than 2 min.',
    says: 'The clock of {host} at {addresses} is {skewSeconds} {direction}, by the date in its responses.',
    advice: [
      'curl -sI --resolve {host}:{port}:{address} {url} | grep -i ^date; date -u',
      'On the server: `chronyc tracking`, `timedatectl`',
      'Zone transfers with TSIG fail from 5 min on, and certificates seem not valid yet.',
    ],
    source: 'RFC 9110 section 6.6.1 with the age of RFC 9111 section 5.1; TSIG allows 300 s (RFC 8945 section 10)',
  },
  'http.unreachable': {
    actWithin: '1 day',
    who: OPERATOR,
    title: 'An address brings no answer over plain HTTP.',
    says: 'No answer over plain HTTP from {host} at {addresses}: {detail}.',
    advice: [
      CURL,
      'Look at the firewall and load balancer in front of the server, and whether it listens there: `ss -lntp sport = :{port}`',
      'A redirect to https is enough, also for a CA that validates by HTTP-01.',
    ],
    source: 'RFC 8555 section 8.3: HTTP-01 begins on port 80; ours: so does whoever follows an old link or types the bare name',
  },
  'http.v6_unreachable': {
    actWithin: '1 day',
    who: OPERATOR,
    title: 'The host has IPv6 addresses, and answers plain HTTP over IPv4 alone.',
    says: 'No answer over plain HTTP from {host} over IPv6 at {addresses} ({detail}), while IPv4 answers: clients and CAs try IPv6 first, and wait or fail.',
    advice: [
      'curl -6 -sv -o /dev/null --max-time 5 {url}',
      'Look whether the server listens on IPv6: `ss -lnt6p`',
      'Look at the firewall and load balancer in front of it, where rules for IPv6 are often apart (in a security group those with ::/0): `ip6tables -nL`',
      'If the host is to have no IPv6, take the AAAA record out of DNS: `dig +short {host} AAAA`',
    ],
    source: "RFC 6724 section 2.1; RFC 8305; Let's Encrypt takes IPv6 first for http-01: letsencrypt.org/docs/ipv6-support",
  },
  'http.no_address': {
    actWithin: '1 hour',
    who: 'whoever edits the zone',
    title: 'The name of a web server for plain HTTP leads to no address.',
    says: 'The name {host} leads to no address: {detail}.',
    advice: ['dig +trace {host} A', 'Put the A, AAAA or CNAME record back, or stop watching the service.'],
    source: 'RFC 8020; RFC 2308 section 2',
  },
  'http.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not ask the web server.',
    says: 'Picket could not ask the web server of {host}: {detail}.',
    advice: ['dig +trace {host} A', 'Where the certificate check tells why no connection comes about, begin there.'],
    source: 'ours: what was not measured is neither well nor down',
  },
};
