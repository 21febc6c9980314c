/**
 * The figures for a monitoring system, for whoever has the token and asks from this machine or a private network. They
 * tell how much money moves, so that everybody else finds nothing there, and nobody does while no token is set.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import { BlockList } from 'node:net'
import type { Request, RequestHandler, Response } from 'express'
import { notFound } from './error-handler.ts'
import type { Web } from './web.ts'

const near = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  near.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  near.addSubnet(network, prefix, 'ipv6')

export function showMetrics(web: Web): RequestHandler {
  const nothing = notFound(web)
  return async (req, res) => {
    const { metrics } = web
    if (metrics === null || !isNear(req)) return nothing(req, res)
    if (!hasToken(req, metrics.token)) return refuse(res)
    res.set('Content-Type', metrics.contentType).send(await metrics.read())
  }
}

/** Behind a trusted proxy it is the proxy's client that counts. */
function isNear({ ip = '' }: Request): boolean {
  return near.check(ip, ip.includes(':') ? 'ipv6' : 'ipv4')
}

function hasToken(req: Request, token: string): boolean {
  const [, given = ''] = /^Bearer (.+)$/i.exec(req.get('authorization') ?? '') ?? []
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'))
}

function refuse(res: Response): void {
  res.status(401).set('WWW-Authenticate', 'Bearer').type('text').send('METRICS_TOKEN is asked for\n')
}
