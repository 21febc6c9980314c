/**
 * The naive peer: the same claim as a web shop would write it in an afternoon. One call to Amazon, then one INSERT;
 * nothing survives a crash in between. Sessions in memory, or in PostgreSQL with SESSIONS=postgres.
 */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { IncentivesAPI } from 'amazon-incentives-api'
import connectPgSimple from 'connect-pg-simple'
import express, { type Request } from 'express'
import session from 'express-session'
import passport from 'passport'
import pg from 'pg'
import { amazonStrategy } from './strategy.ts'

declare module 'express-session' {
  interface SessionData {
    code: string
    csrf: string
  }
}

const { PORT, DATABASE_URL, AMAZON_URL = '', SESSIONS } = process.env
const money = { amount: 25, currencyCode: 'USD' }
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
await pool.query(
  `create table if not exists claims (id bigserial primary key, code text not null, request_id text not null unique,
     amazon_user text not null, amount numeric(12,2) not null, currency text not null, gc_id text, status text not null,
     created_at timestamptz not null default now())`,
)

const api = new IncentivesAPI({
  partnerId: 'Emul1',
  accessKeyId: 'AKIDEMULATORACTIVE01',
  secretAccessKey: 'emulator-secret-access-key',
  endpoint: { host: new URL(AMAZON_URL).host, region: 'us-east-1' },
})
passport.use(amazonStrategy(AMAZON_URL, `http://localhost:${PORT}/auth/amazon/callback`))
passport.serializeUser((user: object, done: (error: null, user: object) => void) => done(null, user))
passport.deserializeUser((user: object, done: (error: null, user: object) => void) => done(null, user))

const store =
  SESSIONS === 'postgres' ? new (connectPgSimple(session))({ pool, createTableIfMissing: true }) : undefined
const app = express()
app.set('view engine', 'ejs').set('views', fileURLToPath(new URL('views', import.meta.url)))
app.use(session({ secret: 'a secret', resave: false, saveUninitialized: false, ...(store && { store }) }))
app.use(passport.session())
app.use(express.urlencoded({ extended: false }))

app.get('/c/:code', (req, res) => {
  req.session.code = req.params.code
  res.render('landing', { money })
})
app.get('/c/:code/sign-in', passport.authenticate('amazon'))
app.get('/auth/amazon/callback', passport.authenticate('amazon', { keepSessionInfo: true }), (_req, res) =>
  res.redirect('/confirm'),
)
app.get('/confirm', (req, res) => {
  req.session.csrf = randomBytes(16).toString('hex')
  res.render('confirm', { money, name: userOf(req).name, csrf: req.session.csrf })
})
app.post('/confirm', async (req, res) => {
  if (req.body.csrf !== req.session.csrf) {
    res.sendStatus(403)
    return
  }
  const creationRequestId = `Emul1${randomBytes(12).toString('hex')}`
  const { gcId, status } = await api.createGiftCard({ creationRequestId, ...money }, {})
  await pool.query(
    `insert into claims (code, request_id, amazon_user, amount, currency, gc_id, status)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [req.session.code, creationRequestId, userOf(req).id, money.amount, money.currencyCode, gcId, status],
  )
  res.redirect('/result')
})
app.get('/result', async (req, res) => {
  const { rows } = await pool.query('select * from claims where code = $1 limit 1', [req.session.code])
  res.render('result', { money, claim: rows[0] })
})

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`)
})

function userOf(req: Request): { id: string; name: string } {
  return (req as unknown as { user: { id: string; name: string } }).user
}
