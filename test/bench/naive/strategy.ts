/** Login with Amazon as passport-amazon writes it on passport-oauth2, with a host that can be chosen. */
import OAuth2Strategy from 'passport-oauth2'

type Done = (error: unknown, user?: object) => void

export function amazonStrategy(amazonUrl: string, callbackURL: string) {
  const options = {
    authorizationURL: `${amazonUrl}/ap/oa`,
    tokenURL: `${amazonUrl}/auth/o2/token`,
    clientID: 'amzn1.application-oa2-client.emulator',
    clientSecret: 'emulator-client-secret',
    callbackURL,
    scope: 'profile',
    state: true,
  }
  const verify = (_access: string, _refresh: string, profile: object, done: Done) => done(null, profile)
  const strategy = new OAuth2Strategy(options, verify)
  strategy.name = 'amazon'
  strategy.userProfile = (token: string, done: Done) => {
    strategy._oauth2.get(`${amazonUrl}/user/profile`, token, (error: unknown, body: string) => {
      if (error) return done(error)
      const { user_id: id, name } = JSON.parse(body)
      done(null, { id, name })
    })
  }
  return strategy
}
