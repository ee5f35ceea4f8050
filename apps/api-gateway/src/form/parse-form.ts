// The one grammar of bodies and query strings: `name=value` pairs with bracket paths. Strict on
// purpose: what could be read in two ways is refused, never guessed.
//
//   scalar  amount=2000            hash  metadata[order_id]=6735   (or %5B %5D for the brackets)
//   list    expand[0]=a&expand[1]=b     expand[]=a&expand[]=b
//   objects items[0][sku]=x             items[][sku]=x&items[][sku]=y
import { IndexedList } from '@ledgerway/contracts';
import {
  emptyObject,
  MalformedInput,
  maxDepth,
  maxParameters,
  type FormObject,
  type FormValue,
} from './form-value.js';

/** A name with children. `[]` makes an `appended` one; `[word]` and `[0]` make a `keyed` one. */
type Branch = { readonly kind: 'appended' | 'keyed'; readonly children: Map<string, Node> };
type Node = string | Branch;

/** @throws MalformedInput for whatever the grammar does not know, naming the parameter. */
export function parseForm(text: string): FormObject {
  const root: Branch = { kind: 'keyed', children: new Map() };
  let count = 0;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    if (++count > maxParameters) throw new MalformedInput(`More than ${maxParameters} parameters.`);
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals), undefined);
    insert(root, pathOf(name), equals < 0 ? '' : decode(pair.slice(equals + 1), name), name);
  }
  return objectOf(root);
}

function decode(text: string, param: string | undefined): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  const decoded = spaced.includes('%') ? percentDecoded(spaced, param) : spaced;
  if (decoded.includes('\0')) throw new MalformedInput('A parameter contains a NUL byte.', param);
  return decoded;
}

function percentDecoded(text: string, param: string | undefined): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new MalformedInput('A parameter is not valid percent-encoded UTF-8.', param);
  }
}

/** `a[b][]` as `['a', 'b', '']`. */
function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  const base = open < 0 ? name : name.slice(0, open);
  if (base === '' || base.includes(']'))
    throw new MalformedInput(`Invalid parameter name: ${shown(name)}`, shown(name));
  if (open < 0) return [base];
  const brackets = name.slice(open);
  if (!/^(?:\[[^[\]]*\])+$/.test(brackets))
    throw new MalformedInput(`Unbalanced brackets in parameter: ${shown(name)}`, shown(name));
  const path = [base, ...brackets.slice(1, -1).split('][')];
  if (path.length - 1 > maxDepth)
    throw new MalformedInput(`Parameter is nested too deep: ${shown(name)}`, shown(name));
  return path;
}

const shown = (name: string) => (name.length > 100 ? `${name.slice(0, 100)}…` : name);

function insert(root: Branch, path: readonly string[], value: string, name: string): void {
  let branch = root;
  for (let i = 0; i < path.length - 1; i++) {
    const key = keyIn(branch, path, i);
    branch = childBranch(branch, key, path[i + 1] === '' ? 'appended' : 'keyed', name);
  }
  const last = path.length - 1;
  const key = path[last] === '' ? String(branch.children.size) : path[last]!;
  if (branch.children.has(key))
    throw new MalformedInput(`Parameter given more than once: ${shown(name)}`, shown(name));
  branch.children.set(key, value);
}

/** `[]` inside a path goes on with the last element until that has this field already. */
function keyIn(branch: Branch, path: readonly string[], i: number): string {
  if (path[i] !== '') return path[i]!;
  const lastKey = branch.children.size - 1;
  const element = branch.children.get(String(lastKey));
  return String(
    element !== undefined && !holds(element, path.slice(i + 1)) ? lastKey : lastKey + 1,
  );
}

function holds(node: Node, path: readonly string[]): boolean {
  if (typeof node === 'string' || path.length === 0) return true;
  if (path[0] === '') return false;
  const child = node.children.get(path[0]!);
  return child !== undefined && holds(child, path.slice(1));
}

function childBranch(branch: Branch, key: string, kind: Branch['kind'], name: string): Branch {
  const child = branch.children.get(key);
  if (child === undefined) {
    const made: Branch = { kind, children: new Map() };
    branch.children.set(key, made);
    return made;
  }
  if (typeof child === 'string' || child.kind !== kind)
    throw new MalformedInput(`Parameter has two shapes: ${shown(name)}`, shown(name));
  return child;
}

const valueOf = (node: Node): FormValue => {
  if (typeof node === 'string') return node;
  if (node.kind === 'appended') return [...node.children.values()].map(valueOf);
  return isIndexed(node) ? IndexedList.from(node.children.values(), valueOf) : objectOf(node);
};

/** Whether the keys are 0, 1, 2, … one after the other, written plainly. */
function isIndexed({ children }: Branch): boolean {
  let index = 0;
  for (const key of children.keys()) if (key !== String(index++)) return false;
  return true;
}

function objectOf({ children }: Branch): FormObject {
  const object = emptyObject();
  for (const [key, node] of children) object[key] = valueOf(node);
  return object;
}
