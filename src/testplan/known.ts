/** What nobody outside Amazon knows, and what a report therefore does not prove, whatever it says. */
import type { AmazonEnv } from '../domain/marketplace.ts'

export const openQuestions: readonly string[] = [
  'Is amount.value in major or minor units (AMOUNT_UNIT), and per currency?',
  'Which account.type stands for a Login with Amazon user id, and is it a number or a string (ACCOUNT_TYPE)?',
  'Are the fields loadBalanceRequestId, partnerId, amount and account all that is required? What are their limits?',
  'Does the answer repeat request id and amount (LOAD_ECHO)? Which HTTP status have F100, F400, F500 and throttling?',
  'What does the same request id do with another amount or another account, and for how long are request ids remembered?',
  'Is there a VoidAmazonBalanceLoad for Login and Receive, and within which time?',
  'Which Login with Amazon client ids belong to this partner id, with which scope? Do real accounts load in the sandbox?',
  'Which errors speak of the recipient (closed account, other marketplace, limit), and may they be shown?',
  'Does a mock code stand in the request id or in the account id (MOCK_CODE_IN), and which codes are there?',
  'Smallest and largest amount, per transaction, per person and day, per marketplace; which marketplaces are there?',
]

const always = [
  'That money arrived: the answer says so, and only the recipient or a statement of Amazon can confirm it.',
  'Behaviour under load, over days, or while Amazon has an outage.',
]

const ofEmulator = [
  "Anything about Amazon: the other side was this project's own emulator. It proves that the service does what is written here when it is answered like that.",
]

const ofSandbox = [
  'The unit of the amount: available funds are always 0 in the sandbox, so nothing shows how much really moved.',
  'That production answers as the sandbox does; keys, hosts and limits are others.',
]

const ofProduction = [
  'Every case that was not run here. In production only the funds are asked for and one validation link is walked.',
]

export function notProven(environment: AmazonEnv): string[] {
  const own = { emulator: ofEmulator, sandbox: ofSandbox, production: ofProduction }[environment]
  return [...own, ...always]
}
