/**
 * The browser session: express-session on our own table. It makes ids and keeps them in a signed cookie, and nothing else:
 * whether the session has ended and who signed in last is read by the statement that reads what the page shows, and what
 * a session holds is written with the sign-ins. An id is believed only after such a statement has found it.
 */
import type { Request, RequestHandler } from 'express'
import session from 'express-session'
import type { Session } from '../services/sign-in.ts'

declare module 'express-session' {
  interface SessionData {
    /** Keyed hash of the Amazon account that signed in, base64url; set where it is written, never read here. */
    person?: string
  }
}

type RemoveSession = (id: string) => Promise<void>

export function createSession(remove: RemoveSession, secrets: readonly string[], secure: boolean) {
  return session({
    // The __Host- prefix binds the cookie to this very host (RFC 6265bis); plain http cannot use it.
    name: secure ? '__Host-session' : 'session',
    secret: [...secrets],
    store: new DatabaseStore(remove),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
  })
}

/** For a page that begins nothing: a browser without any cookie has no session to look for. */
export function ifCookies(session: RequestHandler): RequestHandler {
  return (req, res, next) => (req.headers.cookie === undefined ? next() : session(req, res, next))
}

/** The id that the browser came with or a new one; null where no session was looked for. */
export function sessionIdOf(req: Request): string | null {
  return req.session ? req.sessionID : null
}

/** The session that the browser came with; only for one that has been found and has not ended. */
export function sessionOf(req: Request): Session {
  return { id: req.sessionID, content: req.session }
}

/** A session with a new id, whatever the browser came with; it gets its cookie with the answer. */
export async function freshSession(req: Request): Promise<Session> {
  await settle(done => req.session.regenerate(done))
  return sessionOf(req)
}

/** A new session id for the person who has just signed in. */
export async function renewSession(req: Request, person: Buffer): Promise<Session> {
  await freshSession(req)
  req.session.person = person.toString('base64url')
  return sessionOf(req)
}

export async function endSession(req: Request): Promise<void> {
  await settle(done => req.session.destroy(done))
}

type Done = (error?: unknown) => void

function settle(act: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => act(error => (error ? reject(error) : resolve())))
}

class DatabaseStore extends session.Store {
  /** express-session gives it to every store. */
  declare readonly generate: (req: Request) => void
  readonly #remove: RemoveSession

  constructor(remove: RemoveSession) {
    super()
    this.#remove = remove
  }

  /** An empty session for every id that came with our signature: the page's own statement knows whether it has ended. */
  override get(_id: string, done: (error: unknown, session?: session.SessionData | null) => void): void {
    done(null, { cookie: new session.Cookie() } as session.SessionData)
  }

  override set(_id: string, _content: session.SessionData, done: Done = () => {}): void {
    done()
  }

  /** The old session is ended by the statement that writes the new one. */
  override regenerate(req: Request, done: Done): void {
    this.generate(req)
    done()
  }

  override destroy(id: string, done: Done = () => {}): void {
    this.#remove(id).then(() => done(), done)
  }
}
