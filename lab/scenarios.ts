import type { Scenario } from './scenario.ts';
import { addressesDiffer } from './scenarios/addresses-differ.ts';
import { aliasDead } from './scenarios/alias-dead.ts';
import { aliasWithoutSix } from './scenarios/alias-without-six.ts';
import { allExpired } from './scenarios/all-expired.ts';
import { allSilent } from './scenarios/all-silent.ts';
import { anotherSource } from './scenarios/another-source.ts';
import { apexAlias } from './scenarios/apex-alias.ts';
import { bareNegatives } from './scenarios/bare-negatives.ts';
import { bogusZone } from './scenarios/bogus-zone.ts';
import { brokenBackend } from './scenarios/broken-backend.ts';
import { brokenOff } from './scenarios/broken-off.ts';
import { caaAccount } from './scenarios/caa-account.ts';
import { caaByAlias } from './scenarios/caa-by-alias.ts';
import { caaCritical } from './scenarios/caa-critical.ts';
import { caaDropped } from './scenarios/caa-dropped.ts';
import { caaErrorAbove } from './scenarios/caa-error-above.ts';
import { caaErrorReached } from './scenarios/caa-error-reached.ts';
import { caaForbids } from './scenarios/caa-forbids.ts';
import { caaForbidsWildcard } from './scenarios/caa-forbids-wildcard.ts';
import { caaInconsistent } from './scenarios/caa-inconsistent.ts';
import { caaMethod } from './scenarios/caa-method.ts';
import { caaServfail } from './scenarios/caa-servfail.ts';
import { caaUnknown } from './scenarios/caa-unknown.ts';
import { caseNotEchoed } from './scenarios/case-not-echoed.ts';
import { challengeZoneBogus } from './scenarios/challenge-zone-bogus.ts';
import { challengeZoneDead } from './scenarios/challenge-zone-dead.ts';
import { chatterOverTcp } from './scenarios/chatter-over-tcp.ts';
import { childTorn } from './scenarios/child-torn.ts';
import { circularDelegation } from './scenarios/circular-delegation.ts';
import { ctSearchDown } from './scenarios/ct-search-down.ts';
import { danglingAlias } from './scenarios/dangling-alias.ts';
import { deadAlias } from './scenarios/dead-alias.ts';
import { deletedAtProvider } from './scenarios/deleted-at-provider.ts';
import { deletedLoadBalancer } from './scenarios/deleted-load-balancer.ts';
import { domainGone } from './scenarios/domain-gone.ts';
import { dribblingTcp } from './scenarios/dribbling-tcp.ts';
import { dsWithoutKey } from './scenarios/ds-without-key.ts';
import { duplicateLimit } from './scenarios/duplicate-limit.ts';
import { ednsDropped } from './scenarios/edns-dropped.ts';
import { ednsRefused } from './scenarios/edns-refused.ts';
import { emptyNameDenied } from './scenarios/empty-name-denied.ts';
import { expiredSecondary } from './scenarios/expired-secondary.ts';
import { expiringSecondary } from './scenarios/expiring-secondary.ts';
import { foreignId } from './scenarios/foreign-id.ts';
import { foreignQuestion } from './scenarios/foreign-question.ts';
import { forgedAnswers } from './scenarios/forged-answers.ts';
import { forgetfulClient } from './scenarios/forgetful-client.ts';
import { frozenSecondary } from './scenarios/frozen-secondary.ts';
import { halfDenied } from './scenarios/half-denied.ts';
import { heartbeatDeleted } from './scenarios/heartbeat-deleted.ts';
import { heartbeatLate } from './scenarios/heartbeat-late.ts';
import { heartbeatNotTransferred } from './scenarios/heartbeat-not-transferred.ts';
import { heartbeatOld } from './scenarios/heartbeat-old.ts';
import { heartbeatStopped } from './scenarios/heartbeat-stopped.ts';
import { heartbeatUnheard } from './scenarios/heartbeat-unheard.ts';
import { independentSerials } from './scenarios/independent-serials.ts';
import { keysApart } from './scenarios/keys-apart.ts';
import { lameNameserver } from './scenarios/lame-nameserver.ts';
import { leftOverDs } from './scenarios/left-over-ds.ts';
import { loopingName } from './scenarios/looping-name.ts';
import { mailPortClosed } from './scenarios/mail-port-closed.ts';
import { manyNewSets } from './scenarios/many-new-sets.ts';
import { movedNameserver } from './scenarios/moved-nameserver.ts';
import { mxGone } from './scenarios/mx-gone.ts';
import { nameserverDomainGone } from './scenarios/nameserver-domain-gone.ts';
import { nameserverIsAlias } from './scenarios/nameserver-is-alias.ts';
import { negativeLong } from './scenarios/negative-long.ts';
import { negativeMix } from './scenarios/negative-mix.ts';
import { noise } from './scenarios/noise.ts';
import { notAZone } from './scenarios/not-a-zone.ts';
import { oddTtl } from './scenarios/odd-ttl.ts';
import { outlivedSignatures } from './scenarios/outlived-signatures.ts';
import { pairedQuery } from './scenarios/paired-query.ts';
import { parentListsOldServer } from './scenarios/parent-lists-old-server.ts';
import { parentPointsUpward } from './scenarios/parent-points-upward.ts';
import { parentTorn } from './scenarios/parent-torn.ts';
import { precertificates } from './scenarios/precertificates.ts';
import { primaryUnreachable } from './scenarios/primary-unreachable.ts';
import { privateAddress } from './scenarios/private-address.ts';
import { providersApart } from './scenarios/providers-apart.ts';
import { resolverOnPort53 } from './scenarios/resolver-on-port-53.ts';
import { serialSetBack } from './scenarios/serial-set-back.ts';
import { serialWrapped } from './scenarios/serial-wrapped.ts';
import { serialsWithoutOrder } from './scenarios/serials-without-order.ts';
import { signatureExpired } from './scenarios/signature-expired.ts';
import { signatureFromTheFuture } from './scenarios/signature-from-the-future.ts';
import { signaturesStripped } from './scenarios/signatures-stripped.ts';
import { silentNameserver } from './scenarios/silent-nameserver.ts';
import { silentParent } from './scenarios/silent-parent.ts';
import { sixIsDead } from './scenarios/six-is-dead.ts';
import { slowNameserver } from './scenarios/slow-nameserver.ts';
import { staleCache } from './scenarios/stale-cache.ts';
import { staleSecondary } from './scenarios/stale-secondary.ts';
import { stoppedNameserver } from './scenarios/stopped-nameserver.ts';
import { tcpClosed } from './scenarios/tcp-closed.ts';
import { tcpDropped } from './scenarios/tcp-dropped.ts';
import { truncatedWithoutTcp } from './scenarios/truncated-without-tcp.ts';
import { txtAliasDangling } from './scenarios/txt-alias-dangling.ts';
import { txtAliasLoop } from './scenarios/txt-alias-loop.ts';
import { txtDoubled } from './scenarios/txt-doubled.ts';
import { txtLeftovers } from './scenarios/txt-leftovers.ts';
import { txtMisplaced } from './scenarios/txt-misplaced.ts';
import { txtMissing } from './scenarios/txt-missing.ts';
import { txtOfAnother } from './scenarios/txt-of-another.ts';
import { txtOversize } from './scenarios/txt-oversize.ts';
import { txtOverwritten } from './scenarios/txt-overwritten.ts';
import { txtPartial } from './scenarios/txt-partial.ts';
import { txtWildcard } from './scenarios/txt-wildcard.ts';
import { udpDropped } from './scenarios/udp-dropped.ts';
import { deniedAuthority } from './scenarios/without-authority.ts';
import { zoneNotLoaded } from './scenarios/zone-not-loaded.ts';

/** Every scenario, in the order of the checks that they are about. */
export const SCENARIOS: readonly Scenario[] = [
  parentListsOldServer,
  childTorn,
  movedNameserver,
  nameserverDomainGone,
  circularDelegation,
  nameserverIsAlias,
  parentPointsUpward,
  parentTorn,
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
  heartbeatStopped,
  heartbeatDeleted,
  heartbeatLate,
  heartbeatOld,
  heartbeatNotTransferred,
  heartbeatUnheard,
  dsWithoutKey,
  leftOverDs,
  signatureExpired,
  signatureFromTheFuture,
  signaturesStripped,
  keysApart,
  outlivedSignatures,
  bogusZone,
  addressesDiffer,
  deletedLoadBalancer,
  danglingAlias,
  aliasDead,
  apexAlias,
  aliasWithoutSix,
  halfDenied,
  pairedQuery,
  privateAddress,
  oddTtl,
  staleCache,
  independentSerials,
  caaServfail,
  caaErrorAbove,
  caaErrorReached,
  caaForbids,
  caaForbidsWildcard,
  caaAccount,
  caaMethod,
  caaCritical,
  caaByAlias,
  caaInconsistent,
  txtMissing,
  txtMisplaced,
  txtOfAnother,
  txtPartial,
  providersApart,
  txtLeftovers,
  txtOverwritten,
  txtOversize,
  txtAliasDangling,
  txtAliasLoop,
  challengeZoneDead,
  challengeZoneBogus,
  txtWildcard,
  txtDoubled,
  emptyNameDenied,
  negativeMix,
  negativeLong,
  mxGone,
  mailPortClosed,
  duplicateLimit,
  precertificates,
  forgetfulClient,
  manyNewSets,
  ctSearchDown,
];
