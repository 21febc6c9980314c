/** What the page of a claim link shows to whom: the story in the words of a page, and the presses of their role. */
import type { LinkPress } from '../../../views/admin/link-change.ts'
import type { LinkAction, ShownLink } from '../../../views/admin/link-story.ts'
import type { Review } from '../../../views/admin/review.ts'
import { pageVoice } from '../../../views/admin/voice.ts'
import { questionOf } from '../../../views/operator/amazon-mail.ts'
import { storyOf } from '../../../views/operator/deposit-story.ts'
import { storyOfUnclaimed } from '../../../views/operator/link-story.ts'
import { isSamePerson } from '../../domain/audit.ts'
import { openProposal } from '../../domain/deposit-event.ts'
import { includesRole, type Role, type Staff } from '../../domain/staff.ts'
import type { LinkStory } from '../../services/link-story.ts'

/** Money and machines are the operators', links the marketers'. */
export const linkActions: Readonly<Record<LinkAction, Role>> = {
  'another-account': 'marketer',
  'send-now': 'operator',
}

/** What somebody wrote who decides a review, and what was wrong with it. */
export type Decision = Pick<Review, 'typed' | 'problems'>

type Viewer = { readonly staff: Staff; readonly decision: Decision }

export function shownLink(told: LinkStory, { staff, decision }: Viewer): ShownLink {
  const { link, campaign, standing, deposit, successor, account } = told
  const { role } = staff
  const reason = standing.kind === 'closed' ? standing.reason : null
  const voice = pageVoice(campaign.timeZone)
  return {
    ...told,
    story: deposit
      ? storyOf(deposit, voice)
      : storyOfUnclaimed({ ...told, link, campaign, reason, successor }, voice),
    question: deposit && questionOf(deposit, account),
    answersPeople: includesRole(role, 'operator') && !link.rehearsal,
    actions: possibleActions(told).filter(action => includesRole(role, linkActions[action])),
    changes: includesRole(role, 'marketer') ? possibleChanges(told) : [],
    review: includesRole(role, 'operator') ? reviewOf(told, staff, decision) : null,
    releases: includesRole(role, 'operator') ? releasesOf(told) : [],
  }
}

function possibleActions({ deposit, successor }: LinkStory): LinkAction[] {
  if (deposit?.deposit.state === 'refused' && successor === null) return ['another-account']
  return deposit?.deposit.state === 'pending' ? ['send-now'] : []
}

/** Nothing for what is claimed, revoked or not live, and for what its campaign has ended with. */
function possibleChanges({ state, link, standing }: LinkStory): LinkPress[] {
  const { pausedAt, expiresAt, rehearsal } = link
  const over = standing.kind === 'closed' && standing.reason === 'ended'
  if (over || !['unclaimed', 'paused', 'expired', 'rehearsal'].includes(state)) return []
  return [
    pausedAt ? 'resume' : 'pause',
    ...(rehearsal ? [] : (['replace'] as const)),
    'revoke',
    'extend',
    ...(expiresAt ? (['no-end'] as const) : []),
  ]
}

function reviewOf({ deposit }: LinkStory, { name }: Staff, decision: Decision): Review | null {
  if (deposit?.deposit.state !== 'review') return null
  const proposed = openProposal(deposit.events, deposit.audit)
  const proposal = proposed && {
    actor: proposed.actor,
    evidence: String(proposed.detail.evidence),
    isOwn: isSamePerson(proposed.actor, name),
  }
  return { ...decision, inDoubt: deposit.deposit.inDoubt, proposal: proposal ?? null }
}

/** Where what holds a waiting deposit is ended. */
function releasesOf({ deposit, campaign }: LinkStory): ShownLink['releases'] {
  if (deposit?.deposit.state !== 'pending') return []
  const { partnerAccount } = deposit.deposit
  const account = [
    `/admin/accounts/${encodeURIComponent(partnerAccount)}/release`,
    `Release partner account “${partnerAccount}” …`,
  ] as const
  return [
    ...(campaign.heldSince
      ? ([[`/admin/campaigns/${campaign.id}/release`, 'Release the campaign …']] as const)
      : []),
    ...(deposit.hold.reason ? [account] : []),
  ]
}
