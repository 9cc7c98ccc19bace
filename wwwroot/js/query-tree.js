// Values with parts as a tree: JSON, arrays, composites. Read here and never by JSON.parse, which rounds numbers and drops repeated keys.
// A node is {kind, from, to} of the text, with `items` [{name, step, node}] where it has parts and `value` where it is a text.
import { number } from './query-words.js';

const pageOfItems = 200;

/** The tree of a JSON text; null when it is cut. */
export function parseJson(text) {
  const open = [];
  const word = /[^\s,:[\]{}"]+/y;
  let root = null;
  const add = node => {
    const parent = open.at(-1);
    if (!parent) root = node;
    else if (parent.kind === 'array') parent.items.push({ name: String(parent.items.length), step: `[${parent.items.length}]`, node });
    else {
      const name = parent.key ?? '';
      parent.items.push({ name, step: /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `.${JSON.stringify(name)}`, node });
      parent.key = undefined;
    }
  };
  for (let at = 0; at < text.length;) {
    const c = text[at];
    if (c === '{' || c === '[') {
      const node = { kind: c === '{' ? 'object' : 'array', from: at++, items: [] };
      add(node);
      open.push(node);
    } else if (c === '}' || c === ']') {
      const node = open.pop();
      if (!node) return null;
      node.to = ++at;
    } else if (c === '"') {
      let end = at + 1;
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      if (end >= text.length) return null;
      const value = JSON.parse(text.slice(at, end + 1));
      const parent = open.at(-1);
      if (parent?.kind === 'object' && parent.key === undefined) parent.key = value;
      else add({ kind: 'string', from: at, to: end + 1, value });
      at = end + 1;
    } else if (/[\s,:]/.test(c)) {
      at++;
    } else {
      word.lastIndex = at;
      const [raw] = word.exec(text);
      add({ kind: /^[-\d]/.test(raw) ? 'number' : 'literal', from: at, to: at += raw.length });
    }
  }
  return open.length === 0 ? root : null;
}

/** The tree of an array in PostgreSQL's text; null when it is none or cut. Boxes stand between semicolons. */
export function parseArray(text, separator = ',') {
  const bounds = /^((?:\[-?\d+:-?\d+\])+)=/.exec(text);
  const lowest = bounds ? [...bounds[1].matchAll(/\[(-?\d+):/g)].map(match => Number(match[1])) : [];
  let at = bounds ? bounds[0].length : 0;
  const read = depth => {
    const node = { kind: 'array', from: at++, items: [] };
    if (text[at] === '}') { node.to = ++at; return node; }
    while (at < text.length) {
      const item = text[at] === '{' ? read(depth + 1) : element(text, at, `${separator}}`, /^null$/i);
      if (!item) return null;
      at = item.to;
      const name = String(node.items.length + (lowest[depth] ?? 1));
      node.items.push({ name, step: `[${name}]`, node: item });
      if (text[at] === '}') { node.to = ++at; return node; }
      if (text[at++] !== separator) return null;
    }
    return null;
  };
  const tree = text[at] === '{' ? read(0) : null;
  return tree && at === text.length ? tree : null;
}

/** The tree of a row in PostgreSQL's text; null when it is none. Names of its fields are not in it. */
export function parseComposite(text) {
  if (text[0] !== '(') return null;
  const node = { kind: 'object', from: 0, to: text.length, items: [] };
  for (let at = 1; at <= text.length;) {
    const item = element(text, at, ',)', /^$/);
    if (!item) return null;
    const name = `f${node.items.length + 1}`;
    node.items.push({ name, step: `.${name}`, node: item });
    at = item.to + 1;
    if (text[item.to] === ')') return at === text.length ? node : null;
    if (text[item.to] !== ',') return null;
  }
  return null;
}

// One element, quoted or bare, up to one of the ends.
function element(text, from, ends, isNull) {
  if (text[from] !== '"') {
    let to = from;
    let value = '';
    while (to < text.length && !ends.includes(text[to])) { if (text[to] === '\\') to++; value += text[to++]; }
    if (to >= text.length) return null;
    return isNull.test(text.slice(from, to)) ? { kind: 'literal', from, to, value: 'NULL' } : { kind: 'text', from, to, value };
  }
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') value += text[++at];
    else if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') value += text[at++];
    else return { kind: 'string', from, to: at + 1, value };
  }
  return null;
}

/** Draws the tree. `onSelect` gets {path, value} of the part that has the focus. */
export function drawTree(parent, text, root, onSelect) {
  const tree = document.createElement('div');
  tree.className = 'qt';
  tree.setAttribute('role', 'tree');
  parent.replaceChildren(tree);
  draw(tree, { name: null, node: root }, '$', 0);
  open(tree.firstChild, true);
  tree.firstChild.tabIndex = 0;

  function draw(into, { name, node }, path, depth) {
    const line = document.createElement('div');
    line.className = 'qt-item';
    line.setAttribute('role', 'treeitem');
    line.setAttribute('aria-level', depth + 1);
    line.tabIndex = -1;
    line.style.paddingLeft = `${depth * 14 + 18}px`;
    line.node = node;
    line.path = path;
    line.depth = depth;
    if (name !== null) line.append(Object.assign(document.createElement('span'), { className: 'qt-name', textContent: `${name}: ` }));
    const value = document.createElement('span');
    value.className = `qt-${node.items ? 'count' : node.kind}`;
    value.textContent = node.items
      ? `${node.kind === 'object' ? '{}' : '[]'} ${number(node.items.length)} ${node.items.length === 1 ? 'item' : 'items'}`
      : node.kind === 'string' ? text.slice(node.from, node.to) : node.value ?? text.slice(node.from, node.to);
    line.append(value);
    if (node.items?.length) line.setAttribute('aria-expanded', 'false');
    into.append(line);
  }

  function open(line, wanted) {
    if (!line.hasAttribute('aria-expanded') || (line.getAttribute('aria-expanded') === 'true') === wanted) return;
    line.setAttribute('aria-expanded', wanted);
    if (!wanted) { line.nextSibling.remove(); return; }
    const group = document.createElement('div');
    group.setAttribute('role', 'group');
    line.after(group);
    more(group, line, 0);
  }

  function more(group, line, from) {
    for (const item of line.node.items.slice(from, from + pageOfItems)) draw(group, item, line.path + item.step, line.depth + 1);
    const left = line.node.items.length - from - pageOfItems;
    if (left <= 0) return;
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'ac-btn ac-btn-sm ac-btn-quiet', textContent: `${number(left)} more` });
    button.addEventListener('click', () => { button.remove(); more(group, line, from + pageOfItems); });
    group.append(button);
  }

  const select = line => {
    tree.querySelector('[tabindex="0"]')?.setAttribute('tabindex', -1);
    line.tabIndex = 0;
    line.focus();
    onSelect({ path: line.path, value: line.node.value ?? text.slice(line.node.from, line.node.to) });
  };
  tree.addEventListener('click', event => {
    const line = event.target.closest('.qt-item');
    if (!line) return;
    if (event.detail < 2) open(line, line.getAttribute('aria-expanded') !== 'true');
    select(line);
  });
  tree.addEventListener('keydown', event => {
    const line = event.target.closest('.qt-item');
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
    const lines = [...tree.querySelectorAll('.qt-item')];
    const here = lines.indexOf(line);
    const isOpen = line.getAttribute('aria-expanded') === 'true';
    if (event.key === 'ArrowDown' && lines[here + 1]) select(lines[here + 1]);
    else if (event.key === 'ArrowUp' && here > 0) select(lines[here - 1]);
    else if (event.key === 'Home') select(lines[0]);
    else if (event.key === 'End') select(lines.at(-1));
    else if (event.key === 'ArrowRight') { if (isOpen) select(lines[here + 1]); else open(line, true); }
    else if (event.key === 'ArrowLeft') { if (isOpen) open(line, false); else { const up = line.parentElement.previousSibling; if (up?.matches?.('.qt-item')) select(up); } }
    else if (event.key === 'Enter' || event.key === ' ') open(line, !isOpen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
