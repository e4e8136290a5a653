import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHECKS } from '../../functions/checks/registry.ts';
import type { Order } from '../../functions/core/order.ts';
import { packEveryTarget } from '../../functions/core/watch-list.ts';
import { openCloudWatch } from '../../functions/publish/cloudwatch.ts';
import { setAlarm } from '../../functions/publish/standings.ts';
import { openCloud } from '../../lab/aws/cloud.ts';
import { synth, watchOf } from '../cdk/synth.ts';
import { reportOf } from '../functions/sightings.ts';
import { ENDPOINT, eventOf } from './scene.ts';

const AT = new Date('2026-11-20T10:00:00Z');

afterEach(() => vi.unstubAllEnvs());

describe('the handler of the widget, over the wire', () => {
  it('reads the alarms of the template, asks the deployed probes, and outlives one that is not there', async () => {
    await using cloud = await openCloud({ at: AT });
    const watch = watchOf();
    const { 'picket-test-home': home = {} } = synth(watch, CHECKS);
    cloud.load({ Resources: home }, { region: watch.home, stack: 'picket-test-home' });
    const env = {
      ...cloud.env,
      PICKET_HOME_REGION: watch.home,
      PICKET_DEPLOYMENT: 'test',
      PICKET_VANTAGES: watch.vantages.join(','),
    };
    for (const [key, value] of Object.entries({ ...env, PICKET_TARGETS: packEveryTarget(watch.targets) })) vi.stubEnv(key, value);
    const orders: Order[] = [];
    for (const region of watch.vantages.slice(1)) {
      cloud.register(region, 'picket-test-probe', async (order: unknown) => {
        orders.push(order as Order);
        const { targets, vantage } = order as Order;
        return targets.map((target) =>
          reportOf(vantage, 'serial', [], {
            target,
            facts: [{ subject: 'ns1.example.org/192.0.2.1', values: { answer: 'ok', serial: 42 } }],
          }),
        );
      });
    }
    await setAlarm(openCloudWatch(watch.home), 'picket-test warning serial example.org', 'a test');

    const { handler } = await import('../../functions/widget.ts');
    const loaded = await handler(eventOf({ ask: false }), { invokedFunctionArn: ENDPOINT });
    expect(loaded).toContain('<strong>example.org</strong>, check serial');
    expect(orders).toEqual([]);

    const asked = await handler(eventOf({ target: 'example.org' }), { invokedFunctionArn: ENDPOINT });
    expect(orders.map(({ vantage, publish }) => [vantage, publish])).toEqual([
      ['eu-central-1', false],
      ['ap-southeast-2', false],
    ]);
    expect(asked.match(/serial 42/g)).toHaveLength(2);
    expect(asked).toMatch(/no answer<\/span><\/span> from us-east-1: /);
  });
});
