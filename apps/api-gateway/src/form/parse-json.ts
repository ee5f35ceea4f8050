// A JSON body is another spelling of the same tree: numbers and booleans become the text that a
// form would hold, null becomes the empty text that clears a value.
import {
  emptyObject,
  MalformedInput,
  maxDepth,
  maxParameters,
  type FormObject,
  type FormValue,
} from './form-value.js';

/** @throws MalformedInput for anything but one JSON object within the bounds of a form. */
export function parseJsonForm(text: string): FormObject {
  const json = read(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new MalformedInput('The body must be a JSON object.');
  const budget = { left: maxParameters };
  return objectFrom(json, 0, budget);
}

function read(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new MalformedInput('The body is not valid JSON.');
  }
  refuseDuplicates(text);
  return json;
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/** Of two equal names in one object the parser has silently dropped the first. The text is valid. */
function refuseDuplicates(text: string): void {
  const open: Set<string>[] = [];
  let lastText = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') lastText = token;
    else {
      const names = open.at(-1)!;
      const name = JSON.parse(lastText) as string;
      if (names.has(name))
        throw new MalformedInput(`Parameter given more than once: ${name.slice(0, 100)}`, name);
      names.add(name);
    }
  }
}

type Budget = { left: number };

function valueFrom(json: unknown, depth: number, budget: Budget): FormValue {
  if (--budget.left < 0) throw new MalformedInput(`More than ${maxParameters} parameters.`);
  // A name and eight brackets after it, as in a form.
  if (depth > maxDepth + 1) throw new MalformedInput('The body is nested too deep.');
  switch (typeof json) {
    case 'string':
      return checked(json);
    case 'number':
      return numberText(json);
    case 'boolean':
      return String(json);
    default:
      if (json === null) return '';
      if (Array.isArray(json)) return json.map((item) => valueFrom(item, depth + 1, budget));
      return objectFrom(json as object, depth, budget);
  }
}

function objectFrom(json: object, depth: number, budget: Budget): FormObject {
  const object = emptyObject();
  for (const [name, value] of Object.entries(json))
    object[checked(name)] = valueFrom(value, depth + 1, budget);
  return object;
}

function checked(text: string): string {
  if (text.includes('\0') || !text.isWellFormed())
    throw new MalformedInput('The body contains a NUL or a broken surrogate pair.');
  return text;
}

function numberText(number: number): string {
  // Beyond 2^53 the parser has already rounded what the caller wrote.
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new MalformedInput('A number in the body is too large.');
  return String(number);
}
