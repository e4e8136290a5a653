import { address } from '../plan.ts';
import { ACME, acmeWith, type Scenario } from '../scenario.ts';

const WWW = 'www.acme.test';

/** Serves a cloud whose load balancer stands at one address, and acme.test with www at another or the same. */
const arranged =
  (balancer: string, www: string): Scenario['arrange'] =>
  async ({ internet }) => {
    await internet.serve({
      zone: 'cloud.test',
      hosts: [{ name: 'ns.cloud.test' }],
      records: [address('lb.cloud.test', balancer)],
    });
    await internet.serve(acmeWith({}, { records: [address(WWW, www)] }));
  };

/** The record of www was left at the address of a load balancer that is gone. */
export const deletedLoadBalancer: Scenario = {
  name: 'deleted-load-balancer',
  title: 'www is left at the address of a load balancer that is gone',
  target: { ...ACME, addresses: [{ name: WWW, pool: ['lb.cloud.test'] }] },
  arrange: arranged('198.41.1.20', '198.41.1.9'),
  expects: ['addr.unexpected'],
  twin: {
    title: 'the declared load balancer moved, and www with it',
    arrange: arranged('198.41.1.21', '198.41.1.21'),
  },
};
