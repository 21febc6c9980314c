/**
 * What about a campaign may change, and when: one table. Wording always may; nothing that a recipient may have read as a
 * promise is taken back, and what links were made with stays.
 */
import type { Campaign } from './campaign.ts'

export type CampaignEdit = {
  readonly before: Campaign
  readonly after: Campaign
  /** Of any kind, revoked ones and rehearsals included. */
  readonly hasLinks: boolean
  /** Those that somebody may have been promised something with: no rehearsals. */
  readonly hasRealLinks: boolean
}

/** Says why not, in a sentence with the way out; null where the change is good. */
type Rule = (edit: CampaignEdit) => string | null
type Row = { readonly of: (campaign: Campaign) => unknown; readonly rules: readonly Rule[] }

const table = {
  name: { of: it => it.name, rules: [] },
  sender: { of: it => it.senderName, rules: [] },
  color: { of: it => it.brandColor, rules: [] },
  logo: { of: it => it.logo, rules: [] },
  support: { of: it => it.supportContact, rules: [] },
  message: { of: it => it.message, rules: [] },
  notification: { of: it => it.notificationText, rules: [] },
  account: { of: it => it.partnerAccount, rules: [beforeLaunch, withoutLinks] },
  amount: { of: it => it.amountMinor, rules: [beforeLaunch, withoutRealLinks] },
  budget: { of: it => it.budgetMinor, rules: [notEnded, atLeastGranted] },
  opens: { of: it => it.opensAt.getTime(), rules: [notEnded, onlyEarlier] },
  closes: { of: it => it.closesAt.getTime(), rules: [notEnded, onlyLater] },
  timeZone: { of: it => it.timeZone, rules: [notEnded] },
  perPersonLimit: { of: it => it.perPersonLimit, rules: [notEnded, onlyMore] },
  anotherAccount: { of: it => it.anotherAccount, rules: [notEnded, onlyOn] },
} as const satisfies Record<string, Row>

export type CampaignField = keyof typeof table

/** Why the edit is refused: the sentence of each field that may not change like that. Empty where all is good. */
export function whyNotChanged(edit: CampaignEdit): ReadonlyMap<CampaignField, string> {
  const reasons = Object.entries(table).flatMap(([field, { of, rules }]) => {
    if (of(edit.before) === of(edit.after)) return []
    const reason = rules.map(rule => rule(edit)).find(found => found !== null)
    return reason ? [[field as CampaignField, reason] as const] : []
  })
  return new Map(reasons)
}

/** The fields that cannot change at all now, whatever the new value, with the reason. */
export function fixedFields(facts: Omit<CampaignEdit, 'after'>): ReadonlyMap<CampaignField, string> {
  const edit = { ...facts, after: facts.before }
  const whatever: readonly Rule[] = [notEnded, beforeLaunch, withoutLinks, withoutRealLinks]
  const fixed = Object.entries(table).flatMap(([field, { rules }]) => {
    const reason = rules
      .filter(rule => whatever.includes(rule))
      .map(rule => rule(edit))
      .find(found => found !== null)
    return reason ? [[field as CampaignField, reason] as const] : []
  })
  return new Map(fixed)
}

function notEnded({ before }: CampaignEdit): string | null {
  return before.state === 'ended'
    ? 'stays as it was, because the campaign has ended; duplicate it instead'
    : null
}

function beforeLaunch({ before }: CampaignEdit): string | null {
  return before.state === 'draft' ? null : 'stays as it was launched; duplicate the campaign for another one'
}

function withoutLinks({ hasLinks }: CampaignEdit): string | null {
  return !hasLinks ? null : 'stays, because there are links for it; duplicate the campaign for another one'
}

function withoutRealLinks({ hasRealLinks }: CampaignEdit): string | null {
  return !hasRealLinks
    ? null
    : 'stays, because there are links with it; duplicate the campaign for another one'
}

function atLeastGranted({ before, after }: CampaignEdit): string | null {
  return after.budgetMinor >= before.grantedMinor ? null : 'must cover what is granted already'
}

function onlyEarlier({ before, after }: CampaignEdit): string | null {
  if (before.state === 'draft' || after.opensAt <= before.opensAt) return null
  return 'may only move to an earlier time once launched, because recipients have read it'
}

function onlyLater({ before, after }: CampaignEdit): string | null {
  if (before.state === 'draft' || after.closesAt >= before.closesAt) return null
  return 'may only move to a later time once launched, because recipients have read it; end the campaign instead'
}

function onlyMore({ before, after }: CampaignEdit): string | null {
  if (before.state === 'draft' || after.perPersonLimit >= before.perPersonLimit) return null
  return 'may only rise once launched, because recipients hold links that they may still claim'
}

function onlyOn({ before, after }: CampaignEdit): string | null {
  if (before.state === 'draft' || after.anotherAccount) return null
  return 'stays allowed once launched, because recipients may have read it'
}
