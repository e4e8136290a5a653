import type { Scenario } from './scenario.ts';
import { allExpired } from './scenarios/all-expired.ts';
import { allSilent } from './scenarios/all-silent.ts';
import { anotherSource } from './scenarios/another-source.ts';
import { bareNegatives } from './scenarios/bare-negatives.ts';
import { brokenBackend } from './scenarios/broken-backend.ts';
import { brokenOff } from './scenarios/broken-off.ts';
import { caaDropped } from './scenarios/caa-dropped.ts';
import { caaUnknown } from './scenarios/caa-unknown.ts';
import { caseNotEchoed } from './scenarios/case-not-echoed.ts';
import { chatterOverTcp } from './scenarios/chatter-over-tcp.ts';
import { circularDelegation } from './scenarios/circular-delegation.ts';
import { deadAlias } from './scenarios/dead-alias.ts';
import { deletedAtProvider } from './scenarios/deleted-at-provider.ts';
import { domainGone } from './scenarios/domain-gone.ts';
import { dribblingTcp } from './scenarios/dribbling-tcp.ts';
import { ednsDropped } from './scenarios/edns-dropped.ts';
import { ednsRefused } from './scenarios/edns-refused.ts';
import { expiredSecondary } from './scenarios/expired-secondary.ts';
import { expiringSecondary } from './scenarios/expiring-secondary.ts';
import { foreignId } from './scenarios/foreign-id.ts';
import { foreignQuestion } from './scenarios/foreign-question.ts';
import { forgedAnswers } from './scenarios/forged-answers.ts';
import { frozenSecondary } from './scenarios/frozen-secondary.ts';
import { lameNameserver } from './scenarios/lame-nameserver.ts';
import { loopingName } from './scenarios/looping-name.ts';
import { movedNameserver } from './scenarios/moved-nameserver.ts';
import { nameserverDomainGone } from './scenarios/nameserver-domain-gone.ts';
import { nameserverIsAlias } from './scenarios/nameserver-is-alias.ts';
import { noise } from './scenarios/noise.ts';
import { notAZone } from './scenarios/not-a-zone.ts';
import { parentListsOldServer } from './scenarios/parent-lists-old-server.ts';
import { parentPointsUpward } from './scenarios/parent-points-upward.ts';
import { primaryUnreachable } from './scenarios/primary-unreachable.ts';
import { resolverOnPort53 } from './scenarios/resolver-on-port-53.ts';
import { serialSetBack } from './scenarios/serial-set-back.ts';
import { serialWrapped } from './scenarios/serial-wrapped.ts';
import { serialsWithoutOrder } from './scenarios/serials-without-order.ts';
import { silentNameserver } from './scenarios/silent-nameserver.ts';
import { silentParent } from './scenarios/silent-parent.ts';
import { sixIsDead } from './scenarios/six-is-dead.ts';
import { slowNameserver } from './scenarios/slow-nameserver.ts';
import { staleSecondary } from './scenarios/stale-secondary.ts';
import { stoppedNameserver } from './scenarios/stopped-nameserver.ts';
import { tcpClosed } from './scenarios/tcp-closed.ts';
import { tcpDropped } from './scenarios/tcp-dropped.ts';
import { truncatedWithoutTcp } from './scenarios/truncated-without-tcp.ts';
import { udpDropped } from './scenarios/udp-dropped.ts';
import { deniedAuthority } from './scenarios/without-authority.ts';
import { zoneNotLoaded } from './scenarios/zone-not-loaded.ts';

/** Every scenario, in the order of the checks that they are about. */
export const SCENARIOS: readonly Scenario[] = [
  parentListsOldServer,
  movedNameserver,
  nameserverDomainGone,
  circularDelegation,
  nameserverIsAlias,
  parentPointsUpward,
  domainGone,
  notAZone,
  silentParent,
  silentNameserver,
  stoppedNameserver,
  allSilent,
  zoneNotLoaded,
  deletedAtProvider,
  brokenBackend,
  deadAlias,
  lameNameserver,
  deniedAuthority,
  resolverOnPort53,
  tcpClosed,
  tcpDropped,
  udpDropped,
  ednsDropped,
  ednsRefused,
  truncatedWithoutTcp,
  caseNotEchoed,
  bareNegatives,
  caaUnknown,
  caaDropped,
  sixIsDead,
  slowNameserver,
  brokenOff,
  noise,
  loopingName,
  foreignId,
  foreignQuestion,
  forgedAnswers,
  anotherSource,
  chatterOverTcp,
  dribblingTcp,
  staleSecondary,
  serialSetBack,
  serialsWithoutOrder,
  serialWrapped,
  frozenSecondary,
  primaryUnreachable,
  expiringSecondary,
  expiredSecondary,
  allExpired,
];
