// Faults of Login with Amazon's server endpoints: OAuth errors and answers about somebody or something else.

import type { Fault } from './playable.ts'
import { editJson } from './transport-fault.ts'

export const LOGIN_FAULTS: Readonly<Record<string, Fault>> = {
  'invalid-grant': failing('400 invalid_grant; the code stays good', ['token'], 'invalid_grant'),
  'invalid-client': failing('401 invalid_client; the code stays good', ['token'], 'invalid_client'),
  'foreign-aud': editing('`aud` names another client', ['tokeninfo'], body => ({
    ...body,
    aud: 'amzn1.application-oa2-client.foreign',
  })),
  'foreign-iss': editing('`iss` is not Amazon', ['tokeninfo'], body => ({
    ...body,
    iss: 'https://issuer.example',
  })),
  expired: editing('`exp` is 0 seconds', ['tokeninfo'], body => ({ ...body, exp: 0 })),
  'other-user': editing('`user_id` is that of somebody else', ['tokeninfo', 'profile'], body => ({
    ...body,
    user_id: 'amzn1.account.AESOMEBODYELSE23456723456723',
  })),
  'no-user-id': editing('`user_id` is missing', ['tokeninfo', 'profile'], ({ user_id: _, ...body }) => body),
  'expires-in-text': editing('`expires_in` is text', ['token'], rewriting('expires_in', String)),
  'number-postal-code': editing('`postal_code` is a number', ['profile'], rewriting('postal_code', Number)),
}

type Edit = (body: Record<string, unknown>) => Record<string, unknown>

/** Leaves answers without the member alone, errors among them. */
function rewriting(member: string, rewrite: (value: unknown) => unknown): Edit {
  return body => (member in body ? { ...body, [member]: rewrite(body[member]) } : body)
}

function editing(description: string, operations: Fault['operations'], edit: Edit): Fault {
  return { description, operations, play: call => editJson(call.perform(), edit) }
}

function failing(description: string, operations: Fault['operations'], error: string): Fault {
  return { description, operations, play: call => call.fail(error) }
}
