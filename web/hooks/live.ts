const EVERY_MS = 3_000
/** Without an answer: often enough to come back by itself, seldom enough to leave a server alone that has just started. */
const WITHOUT_ANSWER_MS = 15_000

/** For lists that others change while one looks at them: asked again as long as they are shown, what is shown stays meanwhile. */
export const LIVE = {
  staleTime: 0,
  refetchOnReconnect: true,
  refetchInterval: ({ state }: { state: { status: string } }) =>
    state.status === 'error' ? WITHOUT_ANSWER_MS : EVERY_MS,
} as const
