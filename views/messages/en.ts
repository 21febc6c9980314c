/** Everything a recipient reads, in English. Another language is another file with the same keys. */

export const en = {
  layout: {
    test: 'Test: no money moves',
    rehearsal: 'Rehearsal: these are the real pages, but no money moves',
    questions: (sender: string) => `Questions? Ask ${sender}:`,
    questionsNobody: 'Questions? Ask whoever sent you the link.',
    reference: 'Your reference:',
    requestReference: 'If you ask for help, please quote:',
    real: 'Is this real?',
    skip: 'Skip to the content',
    newTab: '(opens in a new tab)',
    previewTitle: 'A claim link',
    previewText: 'Open this link yourself to see what it holds. Opening it changes nothing.',
  },
  landing: {
    title: (amount: string) => `${amount} for your Amazon balance`,
    from: (sender: string) => `A reward from ${sender}`,
    intro:
      'It goes straight into your Amazon gift card balance. There is no code to type and nothing to pay.',
    message: (sender: string) => `Message from ${sender}`,
    account: 'You need',
    accountIn: (country: string, site: string) => `an Amazon account at ${site} (${country})`,
    until: 'Claim it by',
    how: 'How it works',
    steps: [
      'You sign in on Amazon’s own page.',
      'You come back here, check everything and confirm.',
      'Amazon adds the money to your balance.',
    ],
    noAccount: 'No Amazon account yet? You can create one on Amazon’s page.',
    safe: (host: string) =>
      `The button takes you to Amazon’s own sign-in page at ${host}. We never see your password, and nothing happens until you confirm.`,
    idOnly: 'Amazon tells us only an account number: no name, no address, no orders.',
    withName:
      'Amazon tells us your account number and your name; we show only initials and keep neither name nor e-mail.',
  },
  confirm: {
    title: (amount: string) => `Deposit ${amount} now?`,
    signedInAs: (initials: string) => `You are signed in at Amazon as ${initials}`,
    signedIn: 'You are signed in at Amazon',
    unseen:
      'Amazon tells us no name, so this page cannot see whose account this is. If you share this device, check first:',
    checkAccount: 'See your account at Amazon',
    amount: 'Deposit',
    where: 'Into',
    balance: (country: string) => `the gift card balance of this Amazon account (${country})`,
    from: 'From',
    final:
      'This is final. The money stays in this account: nobody can move it to another one, and it is not paid out in cash.',
    submit: (amount: string) => `Deposit ${amount}`,
    wrong: 'Wrong account?',
    stale:
      'Something changed since you opened this page, so nothing was deposited. Please check again and confirm.',
  },
  wrongAccount: {
    title: 'Use another Amazon account',
    done: 'You are signed out here, and nothing was deposited.',
    steps: [
      'Open Amazon and sign out there: otherwise Amazon takes the same account again.',
      'Open your claim link again, from the message you got.',
      'Sign in with the account that should get the money.',
    ],
    open: 'Open Amazon',
  },
  status: {
    waitingTitle: 'We have your claim',
    waiting: (amount: string) =>
      `${amount} will be added to the balance as soon as Amazon takes it. There is nothing left for you to do.`,
    inLine: {
      one: (left: string, before: string) => `About ${left} left; ${before} claim is before yours.`,
      other: (left: string, before: string) => `About ${left} left; ${before} claims are before yours.`,
    },
    first: 'Yours is next.',
    held: 'Deposits are paused just now, so nobody can say how long it takes. Your claim is safe and keeps its place.',
    sending: 'It is being sent to Amazon now.',
    again: 'Amazon has not confirmed it yet. We ask again by ourselves; there is nothing for you to do.',
    waitingReturn: 'This page looks again by itself. You can close it and come back with the same link.',
    refresh: 'Look again now',
    depositedTitle: (amount: string) => `${amount} deposited`,
    deposited: (amount: string) => `Amazon has added ${amount} to your gift card balance.`,
    depositedAnyone: (amount: string) =>
      `Amazon has added ${amount} to the gift card balance of the account that claimed this link.`,
    when: 'Deposited',
    next: 'Amazon uses the balance by itself when you next pay there.',
    seeBalance: 'See your balance at Amazon',
    refusedTitle: 'Amazon did not accept this deposit',
    refused: (amount: string) => `The ${amount} was not added to the balance.`,
    refusedNext: (sender: string) =>
      `Please write to ${sender} with the reference below. They can see the reason and help you on.`,
    refusedRetry: 'Your reward is still here: you can have it deposited to another Amazon account.',
    retry: 'Use another Amazon account',
    refusedSignIn:
      'If you claimed it, sign in again with the same account: then you can have it deposited to another one.',
    reviewTitle: 'We are checking your claim',
    review: (amount: string) =>
      `Amazon gave no clear answer about the ${amount}. The money may already be in the balance. A person is finding out, and this page will show the result.`,
    reviewNext: 'Your claim is safe and there is nothing you need to do. Nobody else can claim it.',
    otherTitle: 'Already claimed by a different Amazon account',
    other: 'This link was claimed with a different Amazon account than yours. Nothing was added to yours.',
    otherNext: (sender: string) =>
      `If you think that should have been you, please write to ${sender} with the reference below.`,
    rehearsalTitle: (amount: string) => `Rehearsal done: ${amount} would be deposited`,
    rehearsal:
      'Your sign-in worked and this is where a recipient reads that the money is there. Nothing was deposited.',
  },
  closed: {
    'not-launched': {
      title: 'This reward is not open yet',
      text: (sender: string) =>
        `${sender} has not opened it yet. Your link stays good: please come back later.`,
    },
    'not-yet-open': {
      title: 'This reward is not open yet',
      text: (opens: string) =>
        `You can claim it from ${opens} on. Your link stays good: please come back then.`,
    },
    'not-ready': {
      title: 'This reward is not open yet',
      text: (sender: string) =>
        `${sender} is still preparing it. Your link stays good: please come back a little later.`,
    },
    'not-live': {
      title: 'This reward is not open yet',
      text: (sender: string) =>
        `Rewards from ${sender} can be claimed soon. Your link stays good: please come back a little later.`,
    },
    paused: {
      title: 'Claiming is paused',
      text: (sender: string) =>
        `${sender} has paused claiming. Your link stays good: please try again later.`,
    },
    ended: {
      title: 'This reward has expired',
      text: (sender: string) => `${sender} has ended it. Nothing was deposited.`,
    },
    expired: {
      title: 'This reward has expired',
      text: (closed: string) => `It could be claimed until ${closed}. Nothing was deposited.`,
    },
    revoked: {
      title: 'This link is no longer valid',
      text: (sender: string) => `${sender} has withdrawn it. Nothing was deposited.`,
    },
    replaced: {
      title: 'There is a newer link for you',
      text: (sender: string) => `${sender} has replaced this link. Please use the newest one you were sent.`,
    },
    'budget-used-up': {
      title: 'All rewards have been claimed',
      text: (sender: string) =>
        `The rewards of this campaign from ${sender} are used up. Nothing was deposited.`,
    },
    'person-limit': {
      title: 'You already have this reward',
      text: (sender: string) =>
        `Your Amazon account has already claimed as much as ${sender} gives to one person. This link was not used, and nothing was added. To use another account, sign out at Amazon first and open your claim link again.`,
    },
    checking: {
      title: 'We are checking our records',
      text: (sender: string) =>
        `Rewards from ${sender} cannot be claimed for the moment. Nothing is lost and your link stays good: please try again later.`,
    },
    ask: (sender: string) => `If this surprises you, please write to ${sender} with the reference below.`,
  },
  incomplete: {
    title: 'This link is incomplete',
    text: 'The part of it that is yours alone is missing: your message was sent before it was put in. That is a mistake in the message, not yours.',
    safe: 'Nothing was claimed and nothing is lost.',
    ask: (sender: string) => `Please write to ${sender}, who can send you the whole link.`,
    askNobody: 'Please write to whoever sent you the message, who can send you the whole link.',
  },
  real: {
    title: 'Is this real?',
    state: {
      open: (sender: string, until: string) =>
        `Yes. ${sender} gives rewards through this service: by claim links, open until ${until} while the budget lasts.`,
      'not-launched': (sender: string) =>
        `Yes. ${sender} is preparing rewards in this service. They cannot be claimed yet.`,
      'not-yet-open': (sender: string) =>
        `Yes. ${sender} has prepared rewards through this service. They cannot be claimed yet.`,
      paused: (sender: string) =>
        `Yes. ${sender} gives rewards through this service. Claiming is paused at the moment.`,
      ended: (sender: string) =>
        `Yes. ${sender} gave rewards through this service. They can no longer be claimed.`,
      expired: (sender: string) =>
        `Yes. ${sender} gave rewards through this service. They can no longer be claimed.`,
    },
    address: 'How to check the address',
    begins: 'A real claim link begins with exactly this:',
    look: (host: string) =>
      `Open the link, then look at the address bar of your browser, not at the words of the message: before the first single slash it must say ${host} and nothing more. This page is at the same address.`,
    never: 'What nobody asks you for here',
    neverAsked: [
      'a password: you type it on Amazon’s own page only',
      'a card or bank account number',
      'a fee, or buying anything first',
      'a gift card code',
    ],
    signIn: 'How the sign-in works',
    press: (host: string) =>
      `You press “Login with Amazon”, and your browser goes to Amazon’s own page at ${host}.`,
    steps: [
      'You sign in there. We never see your password.',
      'You come back here, check the amount and the account, and confirm. Nothing is paid before that, and never by you.',
    ],
    doubt: 'Still in doubt?',
    ask: (sender: string) =>
      `Ask ${sender}, by the contact below or by one that you know already. Do not answer the message itself.`,
  },
  trouble: {
    cancelled: {
      title: 'You did not sign in',
      text: 'You left Amazon’s page without signing in. Nothing was deposited, and your reward is still here.',
    },
    rejected: {
      title: 'Amazon did not complete the sign-in',
      text: 'Nothing was deposited, and your reward is still here. Signing in again usually helps.',
    },
    unavailable: {
      title: 'Amazon is not answering',
      text: 'We could not check your sign-in with Amazon just now. Nothing was deposited, and your reward is still here.',
    },
    untrusted: {
      title: 'We could not verify this sign-in',
      text: 'What Amazon told us did not fit together, so we stopped. Nothing was deposited, and your reward is still here.',
    },
    expired: {
      title: 'The sign-in took too long',
      text: 'For your safety a sign-in must be finished within ten minutes. What you confirmed before is safe.',
    },
    used: {
      title: 'This sign-in was already used',
      text: 'A sign-in works once, and this one is over. What you confirmed before is safe.',
    },
    'unknown-state': {
      title: 'We do not know this sign-in',
      text: 'It did not begin on this site, or its time is over. What you confirmed before is safe.',
    },
    'other-browser': {
      title: 'This sign-in began in another browser',
      text: 'Some apps open links in a window of their own. What you confirmed before is safe. Cookies must be allowed here.',
    },
    ended: {
      title: 'This sign-in is over',
      text: 'You ended it, or it was too old. What you confirmed is safe.',
    },
    again: 'Sign in again',
    reopen: 'Please open your claim link again, from the message you got.',
  },
  error: {
    'not-found': {
      title: 'We do not know this link',
      text: 'Please check that the whole link was copied, or open it again from the message you got.',
    },
    'bad-request': {
      title: 'We could not read that',
      text: 'Nothing was changed. Please open your claim link again.',
    },
    method: {
      title: 'That is not possible here',
      text: 'Nothing was changed. Please open your claim link again.',
    },
    'too-large': {
      title: 'That was too much',
      text: 'The request was larger than anything this site needs. Nothing was changed.',
    },
    'too-many': {
      title: 'Too many unknown links',
      text: 'Please wait a minute, then open the link from the message you got.',
    },
    busy: {
      title: 'Very many people are here right now',
      text: 'Nothing is lost. Please try again in a few seconds.',
    },
    address: {
      title: 'This address is not ready',
      text: 'The people who run this site must finish its secure connection first.',
    },
    internal: {
      title: 'Something went wrong on our side',
      text: 'Nothing you confirmed is lost. Please try again in a minute; the same link shows where your reward is.',
    },
  },
  email: {
    claim: (amount: string) => `Claim your ${amount}`,
    claimReward: 'Claim your reward',
    real: 'Is this real? You can check at',
  },
  card: {
    code: 'QR code of the claim link',
    steps: [
      'Scan the code with the camera of your phone.',
      'Sign in on Amazon’s own page.',
      'Check and confirm: the money goes into your Amazon balance.',
    ],
    type: 'No camera? Type this, with its capitals:',
    until: (time: string) => `Until ${time}.`,
    ask: 'Questions?',
    real: 'Is this real? See',
  },
  home: {
    title: 'Claim links open here',
    text: 'If you were sent a claim link, please open it from the message you got.',
  },
}
