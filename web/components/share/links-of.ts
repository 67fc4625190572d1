/** Every address of a link as the server answered it, with more said of where it leads: the document it is about. */
export function linksOf(made: { url: string; urls: readonly string[] }, documentId?: string): string[] {
  const urls = made.urls.length > 0 ? made.urls : [made.url]
  return urls.map((link) => {
    if (documentId === undefined || !URL.canParse(link)) return link
    const url = new URL(link)
    url.searchParams.set('d', documentId)
    return url.href
  })
}
