/** What a recipient may ask for about themselves, from the page of one of their links. */
import type { Request, Response } from 'express'
import { reference } from '../../domain/claim-link.ts'
import { DomainError } from '../../domain/errors.ts'
import { erasePerson } from '../../services/person-erase.ts'
import { exportPerson } from '../../services/person-export.ts'
import { textIn } from '../form-fields.ts'
import { seeOther } from '../page.ts'
import type { Web } from '../web.ts'
import { staffOf } from './access.ts'
import { sendLink } from './link-story.ts'

type Named = Request<{ link: string }>

export function exportPersonOf(web: Web) {
  return async (req: Named, res: Response) => {
    const { link } = req.params
    const told = await exportPerson(web.context, { link }, staffOf(res).name)
    const named = reference(told.links[0]?.claimLinkId ?? '')
    res.set('Content-Disposition', `attachment; filename="recipient-${named}.json"`)
    res.type('json').send(`${JSON.stringify(told, null, 2)}\n`)
  }
}

export function erasePersonOf(web: Web) {
  return async (req: Named, res: Response) => {
    const { link } = req.params
    try {
      await erasePerson(web.context, { link }, { by: staffOf(res).name, reason: textIn(req.body, 'reason') })
      seeOther(res, `/admin/links/${link}`)
    } catch (error) {
      if (!(error instanceof DomainError) || !['conflict', 'invalid-input'].includes(error.code)) throw error
      await sendLink(web, res, link, sentence(error.message))
    }
  }
}

function sentence(message: string): string {
  return message.replace(/^ref: n/, 'N').replace(/^reason: /, 'The reason ')
}
