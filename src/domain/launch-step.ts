/** The steps of Amazon's integration guide and our own, as one table: what each is, who does it, how long it takes. */
import type { AmazonEnv } from './marketplace.ts'

/** Amazon's guide has these four parts. */
export const launchGroups = {
  start: 'Get started',
  integrate: 'Integrate',
  fund: 'Fund the account',
  launch: 'Launch',
} as const
export type LaunchGroup = keyof typeof launchGroups

/** `checked`: the product looks itself. `attached`: a record is handed in and read. `by-hand`: a person says so. */
export type Evidence = 'checked' | 'attached' | 'by-hand'

export type LaunchStep = {
  readonly id: string
  readonly group: LaunchGroup
  readonly title: string
  readonly what: string
  readonly who: string
  /** Until it is done, once begun: what Amazon's guide says, and where it says nothing our guess of a day for other people. */
  readonly businessDays: number
  readonly evidence: Evidence
  /** Where it means anything. */
  readonly in: readonly AmazonEnv[]
  /** Production opens for claims only when it is green. */
  readonly mandatory: boolean
}

const everywhere = ['emulator', 'sandbox', 'production'] as const
const atAmazon = ['sandbox', 'production'] as const
const live = ['production'] as const

const you = 'you'
const operator = 'an operator'
const manager = 'Amazon, by your account manager'

type Row = readonly [id: string, title: string, what: string, who: string, days: number]

function steps(
  group: LaunchGroup,
  evidence: Evidence,
  environments: readonly AmazonEnv[],
  mandatory: boolean,
  rows: readonly Row[],
): LaunchStep[] {
  return rows.map(([id, title, what, who, businessDays]) => {
    return { id, group, title, what, who, businessDays, evidence, in: environments, mandatory }
  })
}

/** In the order in which they are taken. Amazon's own times are 1 to 2 days for the sandbox and 2 or 3 for a payment. */
export const launchSteps: readonly LaunchStep[] = [
  ...steps('start', 'by-hand', atAmazon, false, [
    ['company-account', 'Company account', 'An Amazon account of the company, and no person’s own.', you, 1],
    ['it-manager', 'IT manager account', 'For whoever makes access keys in the portal.', you, 1],
    ['security-alias', 'Security alias', 'An e-mail address for security that is no person’s.', you, 1],
    ['partner-id', 'Partner id', 'The id of your contract; name it in every mail to Amazon.', manager, 2],
    ['portal-access', 'Portal access', 'The IT manager account opens your portal.', manager, 2],
    ['sandbox-confirmed', 'Sandbox confirmed', 'Amazon confirms it in 24 to 48 hours.', manager, 2],
  ]),
  ...steps('integrate', 'checked', everywhere, true, [
    ['configuration', 'Configuration', 'Every variable that is needed is set.', operator, 0],
    ['database-durable', 'Durable database', 'What it acknowledges survives a power cut.', operator, 0],
    ['clock', 'Clock', 'It agrees with Amazon’s, or signatures are refused.', operator, 0],
    ['signed-call', 'Signed call', 'Amazon accepts a signed GetAvailableFunds here.', operator, 0],
  ]),
  ...steps('integrate', 'checked', atAmazon, true, [
    [
      'hosts',
      'Amazon’s hosts',
      'Their names resolve, and they speak TLS 1.2 or newer with a good certificate.',
      operator,
      0,
    ],
    [
      'public-url',
      'Public address',
      'Recipients reach PUBLIC_URL over https with a good certificate.',
      operator,
      1,
    ],
  ]),
  ...steps('integrate', 'by-hand', atAmazon, false, [
    [
      'return-url',
      'Return URL',
      'The return URL of “account list” is registered at Login with Amazon, for the profile that belongs to the partner id.',
      operator,
      1,
    ],
  ]),
  ...steps('integrate', 'attached', live, true, [
    [
      'sandbox-call',
      'Signed call in the sandbox',
      'The report of the test plan shows that Amazon’s sandbox accepted GetAvailableFunds.',
      operator,
      0,
    ],
    [
      'test-plan',
      'Test plan',
      'The report of “testplan” in Amazon’s sandbox, without a failed case.',
      operator,
      1,
    ],
  ]),
  ...steps('integrate', 'by-hand', live, true, [
    [
      'amount-unit',
      'Unit of amounts',
      'Amazon has confirmed AMOUNT_UNIT. No sandbox can prove it, and a wrong one pays a hundred times too much.',
      manager,
      2,
    ],
    [
      'account-type',
      'Account type',
      'Amazon has confirmed ACCOUNT_TYPE, or the record of “testplan --discover” shows it.',
      manager,
      2,
    ],
    [
      'load-echo',
      'Echo',
      'Amazon has confirmed LOAD_ECHO, or the record of “testplan --discover” shows it.',
      manager,
      2,
    ],
  ]),
  ...steps('integrate', 'checked', live, true, [
    ['backup', 'Backup', 'A backup was made within a week.', operator, 0],
  ]),
  ...steps('integrate', 'by-hand', live, true, [
    [
      'restore',
      'Restore tried',
      'A backup was brought back on another machine, and “verify” and “reconcile” found nothing.',
      operator,
      1,
    ],
  ]),
  ...steps('fund', 'checked', live, true, [
    [
      'funded',
      'Funds',
      'Amazon says that the balance holds something; how to add funds stands on the page Funds.',
      you,
      3,
    ],
  ]),
  ...steps('launch', 'by-hand', live, false, [
    [
      'rotation',
      'Key rotation',
      'Who makes a new access key is written down, and when: at least every 180 days.',
      operator,
      0,
    ],
    [
      'portal-watched',
      'Transactions watched',
      'Somebody looks at the transactions in the portal during the first days.',
      operator,
      0,
    ],
  ]),
  ...steps('launch', 'checked', live, true, [
    [
      'validation',
      'Validation link',
      'One real deposit of the smallest amount, seen in the answer of Amazon and in the portal.',
      operator,
      0,
    ],
  ]),
]

export function findStep(id: string): LaunchStep | undefined {
  return launchSteps.find(step => step.id === id)
}
