/** What became of the validation link. */
import { judgeValidation } from '../../domain/validation.ts'
import { readValidation } from '../validation.ts'
import type { Check } from './check.ts'

export const checkValidation: Check = async (context, { name }) =>
  judgeValidation(await readValidation(context, name), context.clock())
