/** The addresses that other machines can reach before those that mean "this machine", otherwise in the given order. */
export function reachableFirst(urls: readonly string[]): string[] {
  return urls.toSorted((a, b) => Number(isLoopback(a)) - Number(isLoopback(b)))
}

function isLoopback(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]'
}
