import { describe, expect, it } from 'vitest';
import { registeredFor } from '../../cli/registered.ts';
import type { Target } from '../../functions/core/target.ts';
import { illness } from './world.ts';

const CHECKS = [illness('ill', 'zone'), { ...illness('searching', 'zone'), cadence: { everySeconds: 3600 } }];
const TARGETS: readonly Target[] = [{ kind: 'zone', zone: 'dev.example.org' }];

describe('registeredFor', () => {
  it('tells the registered domain where a check that searches elsewhere was asked for', async () => {
    expect(await registeredFor(TARGETS, CHECKS, ['ill', 'searching'])).toEqual([{ ...TARGETS[0], registered: 'example.org' }]);
  });

  it.each([[undefined], [['ill']]])('leaves the targets alone for the checks %j', async (only) => {
    expect(await registeredFor(TARGETS, CHECKS, only)).toBe(TARGETS);
  });
});
