import { bounded, MOST_ADDRESSES } from './bound.ts';
import type { Lookup } from './delegation.ts';
import type { Net } from './net.ts';
import { failed, type Observation } from './observation.ts';
import { type Look, leafOf } from './sight.ts';
import { dialectOf, type ServiceTarget } from './target.ts';

/** Where the name of a service leads, and every address looked at. */
export interface Seen {
  readonly lookup: Observation<Lookup>;
  readonly looks: readonly Look[];
}

/** Looks at the certificates at every address of a service, all at once. */
export async function looksAt(target: ServiceTarget, net: Net): Promise<Seen> {
  const lookup = await net.lookup(target.host);
  const { asked, beyond } = bounded(lookup.ok ? lookup.value.addresses : []);
  const tooMany = failed('unmeasured', `only ${MOST_ADDRESSES} addresses of a host are asked`, 0);
  const looks = await Promise.all(asked.map((address) => lookAt(address, target, net)));
  return { lookup, looks: [...looks, ...beyond.map((address) => ({ address, handshake: tooMany }))] };
}

/** The certificate that most clients get, the one for clients that know RSA alone, and what the web server beside it has. */
async function lookAt(address: string, target: ServiceTarget, net: Net): Promise<Look> {
  const { host, port } = target;
  const dialect = dialectOf(target);
  const spoken = dialect === undefined ? {} : { dialect };
  const handshake = await net.handshake(host, address, port, spoken);
  const isRsa = leafOf(handshake)?.keyType.startsWith('RSA');
  const [rsa, web] = await Promise.all([
    isRsa === false ? net.handshake(host, address, port, { ...spoken, rsaOnly: true }) : undefined,
    isRsa !== undefined && port !== 443 ? net.handshake(host, address, 443, { rsaOnly: isRsa }) : undefined,
  ]);
  return { address, handshake, ...(rsa && { rsa }), ...(web && { web }) };
}
