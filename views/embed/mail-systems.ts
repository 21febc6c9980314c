/**
 * The table of mail systems: how each brings one person's link into a mail. Wherever a system lets a field stand inside an
 * address, the address is ours and the field holds the bare token: a field that is empty or was not replaced then leads to
 * a page that says so, and not to nowhere.
 */
import type { UtmSource } from '../../src/domain/utm.ts'

export type MailSystem = {
  readonly title: string
  readonly source: UtmSource
  /** Of the delivered file. */
  readonly column: 'claim_token' | 'claim_url'
  /** Name of the field that takes the column, as it is typed there. */
  readonly field: string
  /** What stands in the mail for the field. Without spaces, which editors of addresses would encode. */
  readonly tag: string
  /** Wraps the whole address where a link must be written in the system's own language; `query` has no question mark. */
  readonly href?: (query: string) => string
  readonly steps: readonly string[]
  readonly traps: readonly string[]
}

export const mailSystems = {
  mailchimp: {
    title: 'Mailchimp',
    source: 'mailchimp',
    column: 'claim_token',
    field: 'CLAIM',
    tag: '*|CLAIM|*',
    steps: [
      'Audience, Settings, “Audience fields and *|MERGE|* tags”: add a text field “Claim token” with the tag CLAIM.',
      'Import the delivered file: the column claim_token goes into “Claim token”, your e-mail column into “Email Address”. Tick “Update any existing contacts”.',
      'In the mail, add a Code block and paste the button. Paste the plain text under “Edit plain-text email”.',
    ],
    traps: [
      'Test mails and previews may leave *|CLAIM|* standing or write __test_email__ for it. Only a mail that was really sent shows the link.',
      'A contact without the field gets a link without a token, and Mailchimp does not say so: send to a segment where “Claim token” is not blank.',
      'A tag is written in capitals and has at most 10 characters.',
    ],
  },
  klaviyo: {
    title: 'Klaviyo',
    source: 'klaviyo',
    column: 'claim_token',
    field: 'claim_token',
    tag: "{{person|lookup:'claim_token'}}",
    steps: [
      'Import the delivered file into a list: map the column claim_token to a new custom property claim_token of the type text.',
      'In the mail, add an HTML block and paste the button.',
      'Open the plain-text version of the mail and paste the plain text.',
    ],
    traps: [
      'Keep the straight quotes of the tag: an editor that makes them curly breaks it.',
      'Campaigns see properties of profiles only, never of events.',
      'A profile without the property gets a link without a token: send to a segment where claim_token is set.',
      'Switch Klaviyo’s own UTM parameters off for this mail, or they replace those of the snippet and the visits are not counted as mail.',
    ],
  },
  braze: {
    title: 'Braze',
    source: 'braze',
    column: 'claim_token',
    field: 'claim_token',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Braze writes its attributes like this
    tag: '{{custom_attribute.${claim_token}}}',
    steps: [
      'Audience, Import users: upload the delivered file with your external_id or e-mail column, and the column claim_token as a text attribute.',
      'In the HTML editor, paste the button. Paste the plain text under “Plaintext”.',
      'Send to a segment where claim_token is not blank.',
    ],
    traps: [
      'With a promotion-code list instead of an attribute, test and seed sends use links up, and each step of a Canvas takes a new one.',
      'An attribute is the same in every mail: a second campaign needs an attribute of its own, such as claim_token_2.',
      'A preview shows the attribute of the user you pick: without one, the link has no token.',
    ],
  },
  'marketing-cloud': {
    title: 'Salesforce Marketing Cloud',
    source: 'marketing-cloud',
    column: 'claim_url',
    field: 'ClaimUrl',
    tag: '%%ClaimUrl%%',
    href: query => `%%=RedirectTo(Concat(ClaimUrl,'?${query}'))=%%`,
    steps: [
      'Add a text column ClaimUrl of 254 characters to the sendable data extension, and import the column claim_url of the delivered file into it.',
      'In Content Builder, add an HTML block and paste the button. Paste the plain text into the text version.',
      'Send to this data extension itself: a list or another extension does not have the column.',
    ],
    traps: [
      'Leave RedirectTo in place: a field inside an address is looked up when somebody presses, and then it may be gone.',
      'The column must hold the whole address. A token alone makes a link that leads nowhere, and nobody would be told.',
      'Preview with a subscriber of this data extension: others have no ClaimUrl.',
    ],
  },
  hubspot: {
    title: 'HubSpot',
    source: 'hubspot',
    column: 'claim_token',
    field: 'claim_token',
    tag: '{{contact.claim_token}}',
    steps: [
      'Settings, Properties: make a contact property of the type “Single-line text” with the internal name claim_token.',
      'Import the delivered file as contacts: match your e-mail column to Email, the column claim_token to this property.',
      'In the mail, add a module that takes HTML and paste the button. Paste the plain text under “Edit plain text version”.',
    ],
    traps: [
      'Give the property no default value: everybody who has none would get that one link.',
      'The preview shows a contact who has everything; your list may not. Send to a list where claim_token is known.',
      'Leave programmable content (crm_object and its like) out of this mail: it delays large sends or cancels them.',
    ],
  },
  html: {
    title: 'Any other mail system',
    source: 'email',
    column: 'claim_token',
    field: 'claim_token',
    tag: '{{claim_token}}',
    steps: [
      'Import the delivered file: the column claim_token goes into a text field of each contact.',
      'Paste the button into the HTML of the mail, and the plain text into its text version.',
      'In both, replace {{claim_token}} by what your system writes for that field.',
    ],
    traps: [
      'A token has letters, digits, “-” and “_”, and capitals count: the field must be text and must not change it.',
      'Let the system put the token in and nothing else: no encoding, no spaces.',
    ],
  },
} as const satisfies Readonly<Record<string, MailSystem>>

export type MailSystemName = keyof typeof mailSystems
export const mailSystemNames = Object.keys(mailSystems) as readonly MailSystemName[]

/** What holds wherever the links go. */
export const commonTraps = [
  'A token is worth money to whoever holds it. Give the file to nobody else, and empty the field when the campaign is over.',
  'Counting clicks is fine: claim links work through the address that your mail system puts in between. A shortener of somebody else’s is not.',
] as const

/** Before anything is sent to everybody. */
export function checklistOf({ column }: Pick<MailSystem, 'column'>): readonly string[] {
  const part =
    column === 'claim_token' ? 'its token, which is all that stands after “/c/”,' : 'its whole address'
  const rehearsal = `Make a rehearsal link under “Preview”, and put ${part} into the field of a contact of your own.`
  return [rehearsal, ...checks]
}

const checks = [
  'Really send the mail to that contact alone: a test mail proves nothing about the field.',
  'Press the button on a phone. The page must say “Rehearsal” and show the sender and the amount.',
  'Look at the mail in dark mode and with images off: the button must be there.',
  'Look at the plain-text version: the address stands alone on its line and opens the same page.',
  'Count the contacts whose field is empty. It must be none.',
  'After the first hundred, look at the problems of the campaign: links without a token are counted there.',
] as const
