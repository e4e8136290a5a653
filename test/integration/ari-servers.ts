import { sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import forge from 'node-forge';
import type { Namespace } from './namespace.ts';
import { write } from './tls-servers.ts';

const { asn1 } = forge;

/** Addresses that look public, so that the guard against private ones is in force; they exist in the namespace alone. */
export const WEB = '185.12.64.12';
export const FRONT = '185.12.64.13';
export const ZONE = 'example.test';
export const HOST = `www.${ZONE}`;
/** The CA whose directory Picket knows. In the namespace Pebble stands at its name. */
export const CA = 'acme-v02.api.letsencrypt.org';

/** nginx as a user's web server, and as the CA's front: its log is what the CA was asked. */
export function startFronts(namespace: Namespace): void {
  const { folder } = namespace;
  const tls = (name: string) => `ssl_certificate ${folder}/tls/${name}.pem; ssl_certificate_key ${folder}/tls/${name}.key;`;
  const rooms = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  const config = `daemon off; user root; pid ${folder}/nginx.pid; error_log stderr; events {}
http { ${rooms.join(' ')} log_format paths '$request_uri'; access_log off;
server { listen ${WEB}:443 ssl; server_name ${HOST}; ${tls('www')} return 204; }
server { listen ${FRONT}:443 ssl; server_name ${CA}; ${tls('ca')} access_log ${folder}/asked.log paths; proxy_set_header Host $host;
  location = /directory { proxy_pass https://127.0.0.1:14000/dir; }
  location / { proxy_pass https://127.0.0.1:14000; } }
}
`;
  namespace.start('nginx', '-e', 'stderr', '-c', write(namespace, 'nginx.conf', config));
}

/** Fields of a certificate to be signed (RFC 5280 section 4.1). */
const [ISSUER, SUBJECT] = [3, 5];

function read(pem: string): { readonly fields: forge.asn1.Asn1[]; readonly algorithm: forge.asn1.Asn1 } {
  const [body, algorithm] = asn1.fromDer(new X509Certificate(pem).raw.toString('binary')).value as forge.asn1.Asn1[];
  if (body === undefined || algorithm === undefined) throw new Error('this is no certificate');
  return { fields: body.value as forge.asn1.Asn1[], algorithm };
}

function sequence(...parts: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, parts);
}

const bytesOf = (node: forge.asn1.Asn1) => Buffer.from(asn1.toDer(node).getBytes(), 'binary');

/** The certificate in the name of another issuer that has the same key; all else in it stays. PEM. */
function signedAs(issuer: string, key: string, certificate: string): string {
  const { fields, algorithm } = read(certificate);
  const name = read(issuer).fields.slice(SUBJECT, SUBJECT + 1);
  const body = sequence(...fields.slice(0, ISSUER), ...name, ...fields.slice(ISSUER + 1));
  const signature = sign('sha256', bytesOf(body), key).toString('binary');
  const whole = sequence(body, algorithm, asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BITSTRING, false, `\0${signature}`));
  return `-----BEGIN CERTIFICATE-----\n${bytesOf(whole).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

/**
 * Serves the certificate that lego has got. Pebble's own names cannot be chosen: its certificate is signed once more, with its own key, in the name of
 * a CA that Picket knows. Gives this issuer, PEM.
 */
export function serveRenamed(namespace: Namespace): string {
  const { folder } = namespace;
  const extensions = 'basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=none\nauthorityKeyIdentifier=none';
  write(namespace, 'bare.cnf', `[req]\ndistinguished_name=dn\nx509_extensions=ca\n[dn]\n[ca]\n${extensions}\n`);
  const key = namespace.run('curl', '-sf', '--cacert', `${folder}/acme.pem`, 'https://127.0.0.1:15000/intermediate-keys/0');
  const who = ['-key', write(namespace, 'pebble.key', key), '-subj', "/C=US/O=Let's Encrypt/CN=PB1", '-days', '30'];
  const issuer = namespace.run('openssl', 'req', '-config', `${folder}/bare.cnf`, '-x509', '-new', ...who);
  const lego = `${folder}/lego/certificates/${HOST}`;
  write(namespace, 'tls/www.pem', signedAs(issuer, key, readFileSync(`${lego}.crt`, 'utf8')));
  write(namespace, 'tls/www.key', readFileSync(`${lego}.key`, 'utf8'));
  return issuer;
}
