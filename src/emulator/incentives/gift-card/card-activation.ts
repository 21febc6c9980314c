// The activations of physical cards: which request activated which card, and the memory of it across restarts.
// There is no stock of cards: every number of the right length is one that was never activated.

import type { CardActivation, Journal } from '../../journal.ts'

export interface CardActivations {
  find(partnerId: string, requestId: string): CardActivation | undefined
  /** The latest of a card. */
  ofCard(cardNumber: string): CardActivation | undefined
  /** On file first: the activation as it is from now on. */
  put(activation: CardActivation): void
  clear(): void
}

/** Restores the activations from the journal and keeps writing to it. */
export function createCardActivations(journal: Journal): CardActivations {
  const byRequest = new Map<string, CardActivation>()
  const byCard = new Map<string, CardActivation>()
  const enter = (activation: CardActivation) => {
    byRequest.set(`${activation.partnerId} ${activation.requestId}`, activation)
    byCard.set(activation.cardNumber, activation)
  }
  for (const fact of journal.facts) if (fact.fact === 'card-activation') enter(fact)
  return {
    find: (partnerId, requestId) => byRequest.get(`${partnerId} ${requestId}`),
    ofCard: cardNumber => byCard.get(cardNumber),
    put(activation) {
      journal.append({ fact: 'card-activation', ...activation })
      enter(activation)
    },
    clear() {
      byRequest.clear()
      byCard.clear()
    },
  }
}
