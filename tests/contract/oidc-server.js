// An authorization server that others wrote (oidc-provider), where Mastodon's have theirs, or X has its own. What it lacks
// of them stands here: at Mastodon programs register themselves, at X an app without a secret is known by its redirect
// addresses to the letter; and a token says whose it is. Tokens last a few seconds, and a refresh token is good for one
// use: the second revokes all that came of it.
'use strict'
const http = require('http')
const path = require('path')

const [modules, port, lifetime, platform] = process.argv.slice(2)
const base = `http://127.0.0.1:${port}`
const say = (event, what) => console.log(`${event}: ${what}`)

const body = request => new Promise(done => {
  let text = ''
  request.on('data', piece => { text += piece })
  request.on('end', () => done(text))
})

const answer = (response, status, value) => {
  const text = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

async function main () {
  const { Provider } = await import(path.join(modules, 'oidc-provider', 'lib', 'index.js'))
  const isX = platform === 'x'
  const scopes = isX ? ['tweet.read', 'users.read', 'follows.read', 'list.read', 'offline.access'] : ['read:accounts', 'read:search', 'read:statuses']
  const grants = ['authorization_code', 'refresh_token']
  const provider = new Provider(base, {
    scopes,
    routes: isX
      ? { authorization: '/i/oauth2/authorize', token: '/2/oauth2/token', revocation: '/2/oauth2/revoke' }
      : { authorization: '/oauth/authorize', token: '/oauth/token', revocation: '/oauth/revoke' },
    clients: isX
      ? [{
          client_id: 'x-app',
          application_type: 'web',
          token_endpoint_auth_method: 'none',
          grant_types: grants,
          response_types: ['code'],
          scope: scopes.join(' '),
          redirect_uris: [17653, 21653, 29653].map(p => `http://127.0.0.1:${p}/callback`)
        }]
      : [],
    pkce: { required: () => true, methods: ['S256'] },
    features: {
      devInteractions: { enabled: true },
      registration: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => base,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: scopes.join(' '), audience: base, accessTokenFormat: 'opaque', accessTokenTTL: Number(lifetime) })
      }
    },
    clientDefaults: { grant_types: grants, token_endpoint_auth_method: 'client_secret_post', response_types: ['code'] },
    issueRefreshToken: async (context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: { RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 }
  })
  for (const event of ['authorization.error', 'grant.error', 'server_error', 'registration_create.error', 'revocation.error']) provider.on(event, (context, error) => say(event, error.error_description || error.message))
  provider.on('grant.success', context => say('granted', context.oidc.params.grant_type))
  provider.on('access_token.destroyed', () => say('revoked', 'a token'))
  provider.on('refresh_token.destroyed', () => say('revoked', 'a refresh token'))
  provider.on('grant.revoked', () => say('revoked', 'a grant'))

  const register = async (request, response) => {
    const form = new URLSearchParams(await body(request))
    const made = await fetch(`${base}/reg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: form.get('client_name'), redirect_uris: [form.get('redirect_uris')], scope: form.get('scopes'), application_type: 'native' })
    })
    const client = await made.json()
    say('registered', form.get('scopes'))
    answer(response, made.status === 201 ? 200 : made.status, made.status === 201 ? { id: '1', name: client.client_name, client_id: client.client_id, client_secret: client.client_secret } : client)
  }

  const tell = async (request, response) => {
    const token = await provider.AccessToken.find((request.headers.authorization || '').replace(/^Bearer /, ''))
    if (!token) return answer(response, 401, { error: 'The access token is invalid' })
    if (isX) return answer(response, 200, { data: { id: '1', username: token.accountId, name: token.accountId } })
    answer(response, 200, { id: '1', acct: token.accountId, username: token.accountId })
  }

  http.createServer((request, response) => {
    if (request.url === '/api/v1/apps') return register(request, response)
    if (request.url === '/api/v2/instance') return answer(response, 200, { domain: 'social.example', title: 'Social', version: '4.4.0' })
    if (request.url === '/api/v1/accounts/verify_credentials' || request.url === '/2/users/me') return tell(request, response)
    return provider.callback()(request, response)
  }).listen(Number(port), '127.0.0.1')
}

main().catch(error => { console.error(error); process.exit(1) })
