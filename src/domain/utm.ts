/**
 * Where a visit came from, as the snippets of the embed kit write it into a claim link's address. Only the words below
 * are read: whatever else stands there, a name or an address put in by a mail system, is dropped and never kept.
 */

/** Mail systems by name; `email` is any other one. */
export const utmSources = [
  'braze',
  'email',
  'hubspot',
  'klaviyo',
  'mailchimp',
  'marketing-cloud',
  'print',
  'qr',
  'website',
] as const
export type UtmSource = (typeof utmSources)[number]

export const utmMediums = ['email', 'print', 'qr', 'web'] as const
export type UtmMedium = (typeof utmMediums)[number]

export type Utm = {
  /** Null where the address names none that we know. */
  readonly source: UtmSource | null
  readonly medium: UtmMedium | null
  /** Of the form of a campaign's id. That there is such a campaign, and that it is the link's, is for others to see. */
  readonly campaignId: string | null
}

/**
 * Reads the query of an address; what is unknown or malformed counts as absent. A mail system may put parameters of its own
 * behind ours, so of a repeated one whichever we know counts.
 */
export function parseUtm(query: Readonly<Record<string, unknown>>): Utm {
  return {
    source: knownWord(utmSources, textsOf(query.utm_source)),
    medium: knownWord(utmMediums, textsOf(query.utm_medium)),
    campaignId: textsOf(query.utm_campaign).find(text => /^[0-9A-HJKMNP-TV-Z]{10}$/.test(text)) ?? null,
  }
}

/** The query that `parseUtm` reads back, without its question mark. */
export function utmQuery(source: UtmSource, medium: UtmMedium, campaignId: string): string {
  return `utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaignId}`
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter(text => typeof text === 'string')
}

function knownWord<Word extends string>(words: readonly Word[], texts: readonly string[]): Word | null {
  return words.find(word => texts.includes(word)) ?? null
}
