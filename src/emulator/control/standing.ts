// What is known of Amazon and what this emulator merely assumes, statement by statement, for people to read.
// docs/emulator.md repeats every assumed one; a test compares them.

/**
 * `recorded`: seen on Amazon's wire or in a client that works; `documented`: said by Amazon or AWS; `assumed`: this
 * emulator's choice, for want of both.
 */
export type Standing = 'recorded' | 'documented' | 'assumed'

export const AREAS = {
  load: 'Loads',
  repeat: 'Repeated request ids',
  error: 'Errors',
  signature: 'Signatures and keys',
  throttle: 'Throttle',
  funds: 'Funds',
  account: 'Test accounts',
  'gift-card': 'Gift cards and activity',
  login: 'Login with Amazon',
  time: 'Time and transport',
} as const

export type Area = keyof typeof AREAS

export interface Statement {
  readonly area: Area
  readonly standing: Standing
  /** In Markdown, without a full stop inside. */
  readonly text: string
}

/** Every statement, area by area. */
export const STATEMENTS: readonly Statement[] = [
  documented(
    'load',
    'The operation is `POST /LoadAmazonBalance`; it puts money on the balance of a new or existing customer.',
  ),
  assumed(
    'load',
    'The whole body and answer of `LoadAmazonBalance`: names of members, unit of `amount.value`, `account.type`, the echo of id and amount.',
  ),
  assumed('load', 'The order of the checks, and that a missing `account` is `UnknownCustomer`.'),
  assumed(
    'load',
    'Smallest and largest load: 0.01 to 2,000 in every currency, 1 to 200,000 JPY; finer fractions are `FractionalAmountNotAllowed`; any known currency is accepted in any region.',
  ),
  recorded('load', 'Amounts are answered as floats: 25 becomes `25.0` (of gift cards).'),
  documented('load', 'Mock codes such as `F0000` and `F2003` stand in the request id or in the account id.'),
  assumed(
    'load',
    'Mock codes of `LoadAmazonBalance`: which there are beyond the published ones, what each answers (one without a known error plays its class as `GeneralError`), and whether the request id or the account id carries them; here both do.',
  ),
  recorded(
    'repeat',
    'A gift card’s request id with another amount gives the first result again; sign and cap of the amount are checked before.',
  ),
  assumed(
    'repeat',
    'A repeated load gives the first result whatever amount or account it carries, for ever, and never fails for funds or account; a refusal is not remembered. The worlds play the other answers.',
  ),
  recorded(
    'error',
    'The error envelope with its null members, HTTP 400 for F200 and F300, and the messages of the mock codes F1000, F2003 to F2005, F2010, F2015 to F2017, F2047, F3003, F3005, F3010, F4000 and F5000.',
  ),
  documented('error', 'The classes F100 to F500, and that F400 may be sent again.'),
  assumed(
    'error',
    'HTTP 500 for F100 and F500, 400 for F400; messages that were never recorded are the error’s name in words or, of a missing request id, worded like its neighbours; the longest request id is 40 (recorded in 2014: 19).',
  ),
  assumed('error', 'A partner id other than `Emul1` is F300 `AccessDenied`.'),
  assumed(
    'error',
    'The errors `RequestIdAlreadyUsed` and `RequestAlreadyInProgress` of some worlds are invented.',
  ),
  assumed(
    'error',
    'XML: the root `AGCODException` of errors, the form of lists, that null members are left out, and what is answered when `accept` names neither format.',
  ),
  assumed(
    'error',
    'A body over 1 MB is HTTP 413 `RequestEntityTooLargeException`, before the signature; of Login with Amazon, a form over 100 kB is `invalid_request`.',
  ),
  documented('signature', 'Signature Version 4 with the service name `AGCODService`.'),
  recorded('signature', 'Any set of signed headers that has `host` and `x-amz-date`.'),
  documented('signature', 'SignedHeaders is sorted, in lower case, and names only headers that are sent.'),
  recorded(
    'signature',
    'An unknown key is HTTP 403, “The security token included in the request is invalid.”',
  ),
  assumed(
    'signature',
    'The JSON of every other 403 and its wording (Amazon lists a mismatch under F200); 15 minutes of skew; a key that is switched off answers like an unknown one.',
  ),
  documented(
    'throttle',
    'More than ten calls a second to an endpoint are throttled; the limit is one a second for `GetAvailableFunds`, one a minute for the activity page.',
  ),
  recorded('throttle', 'The message is `Rate exceeded`.'),
  assumed(
    'throttle',
    'A sliding window, counted right after the signature for each operation of a partner id on its own; HTTP 400 with `ThrottlingException`, for `GetAvailableFunds` too, where Amazon says that what is over is ignored.',
  ),
  documented('funds', '`GetAvailableFunds` is always 0 in Amazon’s sandbox.'),
  recorded('funds', 'Too little is F300 `InsufficientFunds`.'),
  assumed(
    'funds',
    'One figure per currency, 1,000,000.00 at first; `GetAvailableFunds` answers in the currency last used.',
  ),
  assumed(
    'account',
    'Which accounts Amazon refuses and how: `UnknownCustomer` for another marketplace, `CustomerAccountBlocked` for a blocked one. Any other id of the right form can be loaded.',
  ),
  recorded(
    'gift-card',
    'Bodies and answers of `CreateGiftCard`, `CancelGiftCard` and the rows of the activity page.',
  ),
  documented('gift-card', 'A card can be cancelled for 15 minutes.'),
  assumed(
    'gift-card',
    'A missing `value` is `InvalidAmountInput`, a `gcId` of another card `OperationNotPermitted`; cards expire for EUR, GBP and JPY only; limits are those of loads.',
  ),
  assumed(
    'gift-card',
    'Physical cards: the words for their states, and which error says what; any 19 digits are a card never activated before, the checksum is not verified, deactivation has no time limit.',
  ),
  assumed(
    'gift-card',
    'The activity page counts pages from 0 and lists loads (`AmazonBalanceLoad`, applied ones and repeats) and activations (`GCActivation`, `GCDeactivation`), but no mock calls; without `showNoOps` refusals and repeats are left out, of the total too.',
  ),
  documented(
    'login',
    'Parameters, scopes and PKCE of the sign-in; members, prefixes, lengths and lifetimes of tokens.',
  ),
  recorded(
    'login',
    'The texts of `access_denied` and `invalid_scope`, of the token endpoint’s errors, and Amazon’s own page for an unknown client or return URL.',
  ),
  assumed(
    'login',
    'The texts of the other redirected errors, of a failed PKCE check, of `invalid_token` at tokeninfo and of a missing token; that a repeated parameter or a malformed `scope_data` is `invalid_request`; that the header’s request id is the body’s.',
  ),
  assumed(
    'login',
    'HTTP Basic for the client; that a failed attempt uses a code up; that a refresh token stays the same and never expires; that `client_credentials` is `invalid_scope`; that tokens of one region are good in all, with one `iss`.',
  ),
  assumed(
    'login',
    'Consent: the look of its pages; that leaving out every scope is `access_denied`; that what was left out is asked again only once it is essential; that removing access ends access tokens at once and lists `profile:user_id` too; that `Accept` and `Accept-Language` are ignored.',
  ),
  assumed(
    'time',
    'To apply is a line in a file: latency, mail to the recipient, TLS and Amazon’s own outages are not played.',
  ),
  assumed(
    'time',
    'A record proves what was recorded: with it, other errors keep the assumed form, and sums and ids are fitted into the recorded success wherever they equal what was sent.',
  ),
]

function recorded(area: Area, text: string): Statement {
  return { area, standing: 'recorded', text }
}

function documented(area: Area, text: string): Statement {
  return { area, standing: 'documented', text }
}

function assumed(area: Area, text: string): Statement {
  return { area, standing: 'assumed', text }
}
