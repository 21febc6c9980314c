/** A report to look at: one case of each verdict, with everything that could break a page or leak. */
import { createMask } from '../../src/testplan/mask.ts'
import { type CaseResult, type Report, summarize, type Verdict } from '../../src/testplan/result.ts'
import { accountAt } from '../amazon/account.ts'

const mask = createMask(accountAt('http://localhost:1'))

/** As it is after the mask, which everything in a report has passed. */
export const nasty = mask(
  `<script>alert(1)</script> & "quotes" 'apostrophes' ]]> \u0000\u001b[31m \ud800 ümlaut 山田\nsecond line`,
)

/** What the service's account holds and what Amazon answers that no report may show. */
export const planted = {
  secretKey: 'emulator-secret-access-key',
  keyId: 'AKIDEMULATORACTIVE01',
  clientSecret: 'emulator-client-secret',
  signature: '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  claimCode: 'ZYXW-VUTSRQ-PONM',
  claimToken: 'q83vEjRWeJCrze8SNFZ4kA',
  amazonAccount: 'amzn1.account.AEJANEDOEQ2X7KLMN4RSTUVWYZ23',
}

export function reportOf(verdicts: readonly Verdict[], said = nasty): Report {
  const cases = verdicts.map((verdict, index) => caseOf(`XX-0${index}`, verdict, said))
  return {
    version: 1,
    startedAt: '2026-11-22T21:00:00.000Z',
    finishedAt: '2026-11-22T21:00:12.345Z',
    by: said,
    environment: 'sandbox',
    host: 'agcod-v2-gamma.amazon.com',
    region: 'us-east-1',
    marketplace: 'US (USD)',
    partnerId: 'Emul1',
    versions: { 'login-and-receive': '0.1.0', node: '24' },
    settings: [{ name: 'AMOUNT_UNIT', value: 'major', standing: 'assumed: nobody has set it' }],
    summary: summarize(cases),
    cases,
    openQuestions: ['Is it so?'],
    notProven: ['Nothing is.'],
  }
}

function caseOf(id: string, verdict: Verdict, said: string): CaseResult {
  const failed = verdict === 'failed'
  const at = '2026-11-22T21:00:01.000Z'
  const exchange = {
    ...{ at, durationMs: 12, method: 'POST', url: 'https://agcod-v2-gamma.amazon.com/LoadAmazonBalance' },
    ...{ requestHeaders: { Accept: 'application/json' }, requestBody: said, trouble: 'timeout' },
    answer: failed ? null : { status: 200, headers: { 'x-amzn-requestid': 'abc-1' }, body: said },
  }
  const step = { title: said, at, durationMs: 12, requestId: 'Emul1X', came: said, exchanges: [exchange] }
  return {
    ...{
      id,
      family: 'A family',
      title: `Title ${said}`,
      source: 'our own',
      verdict,
      expected: said,
      check: said,
      at,
    },
    reason: failed || verdict === 'passed' ? null : said,
    came: failed ? said : null,
    durationMs: 12,
    steps: verdict === 'not-run' ? [] : [step],
  }
}

/** All planted secrets in places where they come up, masked as the plan masks them. */
export function maskedSecrets(): string {
  const { keyId, signature, claimCode, claimToken, amazonAccount, secretKey, clientSecret } = planted
  return mask(
    `Authorization: AWS4-HMAC-SHA256 Credential=${keyId}/20261122/us-east-1/AGCODService/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}
Credential=AKIASOMEBODYELSE0001/20261122
{"gcClaimCode":"${claimCode}","account":{"id":"${amazonAccount}"},"text":"${secretKey} ${clientSecret}"} https://rewards.example/c/${claimToken}`,
  )
}
