/** Takes secrets out of what the report keeps, before it is kept: a report is mailed, printed and archived. */
import type { PartnerAccount } from '../domain/partner-account.ts'

export type Mask = (text: string) => string

/**
 * Masks this account's credentials wherever they stand, key id and signature of an Authorization header (the list of
 * signed headers stays, it is what people look at), claim codes (Amazon forbids keeping them), claim links' tokens,
 * and Amazon account ids but for their last four characters. Characters that would command a terminal or that XML
 * cannot hold become U+FFFD, because Amazon's text may hold anything.
 */
export function createMask({ incentives, login }: PartnerAccount): Mask {
  const keys = [incentives, ...(incentives.next ? [incentives.next] : [])]
  const secrets = keys.flatMap(({ secretAccessKey, accessKeyId }) => [secretAccessKey, accessKeyId])
  const literals = [...secrets, login.clientSecret].filter(secret => secret !== '')
  return text => {
    const bare = literals.reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
    return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), bare)
  }
}

const hidden = '****'

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  [/[^\P{Cc}\n\t]|[\p{Cs}\ufffe\uffff]/gu, '\ufffd'],
  [/(Credential=)[^/,\s]+/g, `$1${hidden}`],
  [/(Signature=)[0-9a-f]+/gi, `$1${hidden}`],
  [/("gcClaimCode"\s*:\s*")[^"]*"/g, `$1${hidden}"`],
  [/(\/c\/)[A-Za-z0-9_-]{16,}/g, `$1${hidden}`],
  [/amzn1\.account\.[A-Za-z0-9]*?([A-Za-z0-9]{1,4})(?![A-Za-z0-9])/g, `amzn1.account.${hidden}$1`],
]
