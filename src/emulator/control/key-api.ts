// The control surface's resource of key pairs: which are active, to rehearse a rotation.

import express, { type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import type { Keys } from '../incentives/keys.ts'
import { read } from './read.ts'

export function keyApi(keys: Keys): Router {
  const router = express.Router()
  router.get('/_emulator/keys', (_req, res) => void res.json(keys.list()))
  router.put('/_emulator/keys', express.json({ type: () => true }), (req, res) => switchKey(keys, req, res))
  return router
}

const Switch = z.strictObject({ accessKeyId: z.string(), active: z.boolean() })

function switchKey(keys: Keys, req: Request, res: Response): void {
  const { accessKeyId, active } = read(Switch, req.body)
  if (keys.setActive(accessKeyId, active)) return void res.json(keys.list())
  const known = keys.list().map(key => key.accessKeyId)
  res.status(400).json({ error: `accessKeyId: there is no such key; give one of ${known.join(', ')}` })
}
