/** Calls of operations beside LoadAmazonBalance, which a partner may have or not. */
import { type Fields, fieldsOf } from '../call.ts'
import { unavailable, unmet } from '../ending.ts'
import type { Scene } from '../scene.ts'

/** The answer's fields. Ends the case as not available when Amazon says that this partner may not call it. */
export async function call(scene: Scene, title: string, operation: string, fields: object): Promise<Fields> {
  const reply = await scene.call(title, operation, fields)
  const answer = fieldsOf(reply.text)
  const words = [answer.errorType, answer.__type, answer.message, answer.Message].join(' ')
  if (notOffered.test(words) || reply.status === 404 || reply.status === 501) {
    throw unavailable(
      `${operation} is not available to this partner (HTTP ${reply.status}, ${wordFor(answer)})`,
    )
  }
  return { ...answer, httpStatus: reply.status }
}

const notOffered = /AccessDenied|OperationNotPermitted|PageIsDisabled|UnknownOperation/

export function expectSuccess(answer: Fields): Fields {
  if (answer.httpStatus === 200 && answer.status === 'SUCCESS') return answer
  throw unmet('HTTP 200, SUCCESS', `HTTP ${answer.httpStatus}, ${wordFor(answer)}`)
}

export function expectError(answer: Fields, errorCode: string, errorType: string): void {
  if (answer.errorCode === errorCode && answer.errorType === errorType) return
  throw unmet(`${errorCode} ${errorType}`, `HTTP ${answer.httpStatus}, ${wordFor(answer)}`)
}

function wordFor({ errorCode, errorType, status, message, Message }: Fields): string {
  const words = [errorCode, errorType, status, message ?? Message].filter(word => typeof word === 'string')
  return words.join(' ') || 'nothing readable'
}
