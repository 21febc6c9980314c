// Hides secrets of Login with Amazon in what people are shown: tokens, codes and client secrets keep six characters.
// Signatures stay: they are good for one request, and people come to look at them.

const SECRET_MEMBERS = 'access_token|refresh_token|code|code_verifier|client_secret'

const IN_JSON = new RegExp(`("(?:${SECRET_MEMBERS})"\\s*:\\s*")((?:\\\\.|[^"\\\\])*)`, 'gi')

/** An underscore may be percent-encoded. */
const IN_FORM = new RegExp(
  `((?:^|[?&\\s])(?:${SECRET_MEMBERS.replaceAll('_', '(?:_|%5f)')})=)([^&\\s]*)`,
  'gi',
)

/** A body, a query or a whole request target, without what must not be read. */
export function maskText(text: string): string {
  const hide = (_: string, before: string, secret: string) => before + shorten(secret)
  return text.replace(IN_JSON, hide).replace(IN_FORM, hide)
}

/** A header's value, likewise; `Bearer` and `Basic` credentials and Amazon's own token header are secret. */
export function maskHeader(name: string, value: string): string {
  if (/^(x-amz-access-token|cookie|set-cookie)$/i.test(name)) return shorten(value)
  if (!/^authorization$/i.test(name)) return maskText(value)
  return value.replace(
    /^(Bearer|Basic)(\s+)(.*)$/i,
    (_, scheme, space, secret) => scheme + space + shorten(secret),
  )
}

/** Too short a secret shows nothing. */
function shorten(secret: string): string {
  return secret.length > 12 ? `${secret.slice(0, 6)}…` : secret && '…'
}
