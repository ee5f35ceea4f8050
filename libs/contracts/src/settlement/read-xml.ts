// A bank's message as a checked document. XML can name files and addresses to load, and can grow
// without bound by entities: a message of a bank has no reason for a document type, so one that has
// any is refused before a parser sees it.
import type { XmlElement } from 'libxml2-wasm';
import { camtNamespace, camtSchema, type CamtKind } from './camt-schema.js';
import type { Problems } from './problems.js';

/** Where things stand in a validated document; names are paths such as `Acct/Id/IBAN`. */
export type XmlNode = {
  readonly line: number;
  readonly content: string;
  /** Of the first element of that path; nothing if there is none. */
  text(path: string): string | undefined;
  attribute(path: string, name: string): string | undefined;
  all(path: string): readonly XmlNode[];
};

type LibraryError = Error & {
  readonly details?: readonly { readonly message: string; readonly line: number }[];
};

/**
 * Gives the document element of a valid message to `take`, and what that makes of it back; nothing if
 * the text is no such message.
 */
export async function withCamt<T>(
  content: string,
  problems: Problems,
  take: (kind: CamtKind, document: XmlNode) => T,
): Promise<T | undefined> {
  if (!isPlain(content, problems)) return undefined;
  // The library is WebAssembly of its own: it is loaded when the first message comes.
  const { XmlDocument, XsdValidator, ParseOption } = await import('libxml2-wasm');
  const option = ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NONET;
  const open: { dispose(): void }[] = [];
  const opened = <D extends { dispose(): void }>(one: D): D => (open.push(one), one);
  try {
    const document = opened(XmlDocument.fromString(content.replace(/^\ufeff/, ''), { option }));
    const kind = (['053', '054'] as const).find(
      (one) => document.root.namespaceUri === camtNamespace(one),
    );
    if (kind === undefined) {
      problems.add(document.root.line, null, 'It is no camt.053.001.08 or camt.054.001.08.');
      return undefined;
    }
    const schema = opened(XmlDocument.fromString(camtSchema(kind)));
    opened(XsdValidator.fromDoc(schema)).validate(document);
    return take(kind, nodeOf(document.root));
  } catch (error) {
    const { details } = error as LibraryError;
    if (details === undefined) throw error;
    for (const { line, message } of details)
      problems.add(line, null, message.replaceAll(/\{urn:[^}]*\}/g, '').trim());
    if (details.length === 0) problems.add(null, null, 'It is no XML.');
    return undefined;
  } finally {
    for (const one of open.reverse()) one.dispose();
  }
}

function isPlain(content: string, problems: Problems): boolean {
  const declared = /^\ufeff?<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']/.exec(content)?.[1];
  if (declared !== undefined && !/^utf-?8$/i.test(declared))
    problems.add(1, null, 'Its XML declaration names another encoding than UTF-8.');
  const doctype = content.search(/<!(DOCTYPE|ENTITY)/i);
  if (doctype >= 0)
    problems.add(content.slice(0, doctype).split('\n').length, null, 'It has a document type.');
  return problems.count === 0;
}

function nodeOf(element: XmlElement): XmlNode {
  const { namespaceUri } = element;
  const elements = (path: string) =>
    element.find(
      `./${path
        .split('/')
        .map((name) => `c:${name}`)
        .join('/')}`,
      {
        c: namespaceUri,
      },
    ) as XmlElement[];
  return {
    line: element.line,
    content: element.content,
    text: (path) => elements(path)[0]?.content,
    attribute: (path, name) => elements(path)[0]?.attr(name)?.value,
    all: (path) => elements(path).map(nodeOf),
  };
}
