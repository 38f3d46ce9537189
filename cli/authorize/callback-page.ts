/** What the browser is shown for an address that it came back with. */
export type PageKind = 'code' | 'repeated' | 'refused' | 'foreign' | 'nothing';

const PAGES: Readonly<Record<PageKind, { status: number; title: string; text: string }>> = {
  code: {
    status: 200,
    title: 'Received',
    text: 'Close this page and go back to the terminal: there the rest is done.',
  },
  repeated: {
    status: 200,
    title: 'Already received',
    text: 'An answer to this request came before. Go back to the terminal.',
  },
  refused: {
    status: 200,
    title: 'Not granted',
    text: 'Qonto granted nothing. The terminal says why.',
  },
  foreign: {
    status: 400,
    title: 'Not expected here',
    text: 'This answers another request than the one that the terminal waits for. Open the address that the terminal shows.',
  },
  nothing: {
    status: 400,
    title: 'Nothing here',
    text: 'The address holds no answer of Qonto. Open the address that the terminal shows.',
  },
};

/** A page without scripts, styles or anything of the request. */
export function callbackPage(kind: PageKind): { readonly status: number; readonly html: string } {
  const { status, title, text } = PAGES[kind];
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} - qonto-auth-monitor</title></head>
<body><h1>${title}</h1><p>${text}</p></body>
</html>
`;
  return { status, html };
}
