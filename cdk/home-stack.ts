import { type App, Stack } from 'aws-cdk-lib';
import type { Check } from '../functions/core/check.ts';
import { namesOf, stackName } from '../functions/core/names.ts';
import { nameOf, type Target } from '../functions/core/target.ts';
import { addVoteAlarm, nameOfAlarm, type VoteAlarm, voteAlarmsOf } from './alarms.ts';
import type { Watch } from './config.ts';
import { addDashboard } from './dashboard.ts';
import { groupsOf } from './groups.ts';
import { addLetters } from './letters.ts';
import { addMuteRules, windowsFor } from './maintenance.ts';
import { addRoundWatchers } from './round-watchers.ts';
import { addLetterWatchers } from './service-watchers.ts';
import { ownKey, picketTopic } from './topics.ts';
import { ordersOf } from './vantage-stack.ts';
import { addVantageWatchers } from './watchers.ts';

/** Alarms of a stack. Ours: what is left of the 500 resources that CloudFormation takes is for mute rules, so that a window moves no alarm to another stack. */
const MOST_ALARMS = 350;

/** Alarms and mute rules of a stack: the home stack has some 40 resources of its own, 4 for each vantage, and its subscriptions, 20 of them for nothing. */
function mostOf({ vantages, alerts }: Watch): number {
  const subscriptions = Object.values(alerts).flat().length;
  return 440 - 4 * vantages.length - Math.max(0, subscriptions - 20);
}

/** The home region: topics, the way of a letter, and the alarms. The alarms get stacks of their own where they are too many for one. */
export function homeStacks(app: App, watch: Watch, checks: readonly Check[]): readonly Stack[] {
  const home = inHome(app, watch, 'home', 'hears the vantages and writes the letters');
  const key = ownKey(home, watch.key);
  const { page, mail, pager } = namesOf(watch.deployment);
  const topics = {
    page: picketTopic(home, 'Page', page, watch.alerts.page, key),
    mail: picketTopic(home, 'Mail', mail, watch.alerts.mail, key),
    ...(watch.alerts.pager.length === 0 ? {} : { pager: picketTopic(home, 'Pager', pager, watch.alerts.pager, key) }),
  };
  addLetters(home, watch, topics, key);
  const waking = [topics.page, ...(topics.pager === undefined ? [] : [topics.pager])];
  const [first] = addVantageWatchers(home, watch, ordersOf(watch).length, { mail: topics.mail, waking });
  if (first !== undefined) addRoundWatchers(home, watch, checks, { mail: topics.mail, silent: first });
  addLetterWatchers(home, watch, namesOf(watch.deployment), [...waking, topics.mail]);
  const alarmsOf = watch.targets.map((target) => ({ target, alarms: voteAlarmsOf(target, checks, watch.modes.alarms) }));
  const groups = groupsOf(
    alarmsOf,
    ({ target }) => nameOf(target),
    (group) => {
      const votes = group.reduce((sum, { alarms }) => sum + alarms.length, 0);
      const mutes = group.reduce((sum, { target }) => sum + windowsFor(watch.windows, target).length, 0);
      return votes <= MOST_ALARMS && votes + mutes <= mostOf(watch);
    },
  );
  const stacks = new Map([['', home]]);
  for (const { key, items } of groups) {
    const stack = stackOf(key, stacks, app, watch);
    for (const { target, alarms } of items) addAlarmsOf(stack, watch, target, alarms);
  }
  addDashboard(home, watch, checks);
  return [...stacks.values()];
}

/**
 * The stack of a group: named by its key without the noughts at its end, so that of a group that is halved one half stays where it is. Its alarms have
 * names of their own, which one stack has to give up before another takes them over; a stack that nobody mentions any more would keep them.
 */
function stackOf(key: string, stacks: Map<string, Stack>, app: App, watch: Watch): Stack {
  const name = key.replace(/0+$/, '');
  const known = stacks.get(name);
  if (known !== undefined) return known;
  const made = inHome(app, watch, `alarms-${name}`, 'more alarms');
  const before = stacks.get(name.slice(0, -1).replace(/0+$/, '')) ?? stacks.get('');
  if (before !== undefined) made.addStackDependency(before);
  stacks.set(name, made);
  return made;
}

function addAlarmsOf(stack: Stack, watch: Watch, target: Target, alarms: readonly VoteAlarm[]): void {
  const made = alarms.map((alarm) => addVoteAlarm(stack, watch, alarm));
  const names = alarms.map((alarm) => nameOfAlarm(watch, alarm));
  addMuteRules(stack, watch, target, made, names);
}

function inHome(app: App, { deployment, home }: Watch, part: string, does: string): Stack {
  return new Stack(app, stackName(deployment, part), {
    env: { region: home },
    description: `Picket ${deployment}: ${does}`,
    suppressTemplateIndentation: true,
  });
}
