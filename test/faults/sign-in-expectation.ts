/** What each fault of a sign-in must come to, written down apart from the service's own table. */

/** Amazon said no, or something about somebody else; all that is left proves nothing. */
const statuses: Readonly<Record<string, number>> = {
  'invalid-grant': 400,
  'invalid-client': 400,
  'foreign-aud': 502,
  'foreign-iss': 502,
  expired: 502,
  'other-user': 502,
  'no-user-id': 502,
  'extra-fields': 200,
  'expires-in-text': 200,
  'number-postal-code': 200,
}

/** Of the page that whoever meets it reads; 200 where it does no harm. */
export function statusAfter(fault: string): number {
  return statuses[fault] ?? 503
}
