// Completion from the database's names: which tables, columns and functions fit at a place of the text. Pure: text and names in, options out.
// Names come as GET api/query/schema/completion gives them, written as SQL needs them.

let current = null;

/** Indexes what the server sent and offers it to the editor; `null` leaves the editor with its keywords. */
export function publish(sent) { current = sent && index(sent); }

/** What was published last. */
export const published = () => current;

/** A written name as the catalog has it. */
export const plain = written => written.startsWith('"') ? written.slice(1, written.endsWith('"') && written.length > 1 ? -1 : undefined).replaceAll('""', '"') : written.toLowerCase();

export function index({ path, schemas, relations, functions }) {
  const bySchema = new Map(schemas.map(schema => [plain(schema), { written: schema, relations: new Map(), functions: [] }]));
  for (const [schema, name, pairs] of relations) {
    const columns = [];
    for (let at = 0; at < pairs.length; at += 2) columns.push({ name: pairs[at], type: pairs[at + 1] });
    bySchema.get(plain(schema))?.relations.set(plain(name), { name, columns });
  }
  for (const [schema, name, args, result] of functions) bySchema.get(plain(schema))?.functions.push({ name, args, result });
  return { path: path.map(plain), schemas: bySchema };
}

// ---- words ----

const space = /\s/;
const starts = /[A-Za-z_\u0080-\uffff]/;
const wordAt = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const numberAt = /\d[\w.]*/y;
const dollarAt = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/** Words and quoted names, punctuation; strings and numbers are `text`, comments a `gap`. An unended quoted name ends with its line. */
export function tokenize(sql) {
  const tokens = [];
  const match = (pattern, at) => { pattern.lastIndex = at; return pattern.exec(sql)?.[0]; };
  const until = (end, from) => { const at = sql.indexOf(end, from); return at < 0 ? sql.length : at + end.length; };
  for (let at = 0; at < sql.length;) {
    const c = sql[at];
    let type = 'mark', to = at + 1, name;
    if (space.test(c)) { at++; continue; }
    if (sql.startsWith('--', at)) { type = 'gap'; to = sql.indexOf('\n', at) < 0 ? sql.length + 1 : sql.indexOf('\n', at) + 1; }
    else if (sql.startsWith('/*', at)) {
      type = 'gap';
      for (let depth = 1, next = at + 2; ; ) {
        const open = sql.indexOf('/*', next), close = sql.indexOf('*/', next);
        if (close < 0) { to = sql.length + 1; break; }
        if (open >= 0 && open < close) { depth++; next = open + 2; } else { depth--; next = close + 2; }
        if (depth === 0) { to = next; break; }
      }
    } else if (c === "'") {
      type = 'text';
      const escapes = /[eE]/.test(sql[at - 1] ?? '') && !/[\w$]/.test(sql[at - 2] ?? ' ');
      for (to = at + 1; to <= sql.length; to++) {
        if (to === sql.length) { to++; break; }
        if (escapes && sql[to] === '\\') to++;
        else if (sql[to] === "'") { if (sql[to + 1] === "'") to++; else { to++; break; } }
      }
    } else if (c === '"') {
      type = 'name';
      const line = until('\n', at) - 1;
      for (to = at + 1; to < sql.length; to++) if (sql[to] === '"') { if (sql[to + 1] === '"') to++; else { to++; break; } }
      if (sql[to - 1] !== '"' || to === at + 1) to = Math.max(at + 1, line);
      name = plain(sql.slice(at, to));
    } else if (c === '$') {
      const tag = match(dollarAt, at);
      if (tag) { type = 'text'; to = until(tag, at + tag.length); }
    } else if (starts.test(c)) {
      type = 'name';
      to = at + match(wordAt, at).length;
      name = sql.slice(at, to).toLowerCase();
    } else if (/\d/.test(c)) { type = 'text'; to = at + match(numberAt, at).length; }
    tokens.push({ type, from: at, to, name, quoted: c === '"', mark: type === 'mark' ? c : null });
    at = to;
  }
  return tokens;
}

const is = (item, ...words) => item?.type === 'name' && !item.quoted && words.includes(item.name);
const isMark = (item, mark) => item?.mark === mark;
const isName = item => item?.type === 'name';

// Parentheses as groups: { items, from, to, parent }.
function nest(tokens, from, to) {
  const root = { items: [], from, to, parent: null };
  let group = root;
  for (const token of tokens) {
    if (isMark(token, '(')) {
      const inner = { items: [], from: token.to, to, parent: group, group: true };
      group.items.push(inner);
      group = inner;
    } else if (isMark(token, ')')) {
      if (!group.parent) continue;
      group.to = token.from;
      group = group.parent;
    } else group.items.push(token);
  }
  return root;
}

// ---- what a query reads from ----

const clause = new Set(('where group order having limit offset fetch for union intersect except join inner left right full cross natural on using set values select returning window when default tablesample '
  + 'as from overriding with do conflict then matched insert update delete merge into').split(' '));
const queryStarts = ['select', 'with', 'values', 'insert', 'update', 'delete', 'merge', 'table'];

// The part of a group between UNION, INTERSECT and EXCEPT that a place is in.
function part(items, position) {
  let from = 0;
  for (let at = 0; at <= items.length; at++) {
    if (at < items.length && !is(items[at], 'union', 'intersect', 'except')) continue;
    if (at === items.length || position < items[at].from) return items.slice(from, at);
    from = at + 1;
  }
}

// One item of FROM: its name or query, its alias, and where it ends.
function reference(items, at, into) {
  while (is(items[at], 'only', 'lateral')) at++;
  const source = { alias: null, names: null, renamed: null, group: null, call: false };
  if (items[at]?.group) source.group = items[at++];
  else if (isName(items[at]) && (items[at].quoted || !clause.has(items[at].name))) {
    source.names = [items[at++].name];
    while (isMark(items[at], '.') && isName(items[at + 1])) { source.names.push(items[at + 1].name); at += 2; }
    if (items[at]?.group && !into) { source.call = true; at++; }
    if (isMark(items[at], '*')) at++;
  } else return null;
  if (is(items[at], 'as')) at++;
  if (isName(items[at]) && (items[at].quoted || !clause.has(items[at].name))) {
    source.alias = items[at++].name;
    if (items[at]?.group && !into) source.renamed = items[at++].items.filter(isName).map(item => item.name);
  }
  return { source, at };
}

function sourcesOf(items, first = false) {
  const sources = [];
  const deletes = is(items[0], 'delete', 'merge');
  for (let at = 0; at < items.length; at++) {
    const before = items[at - 1];
    const opens = (first && at === 0)
      || is(items[at], 'from', 'join', 'into') || (deletes && is(items[at], 'using'))
      || (is(items[at], 'update') && !is(before, 'for', 'do', 'on', 'key', 'then', 'no'));
    if (!opens) continue;
    for (let next = first && at === 0 ? 0 : at + 1; ;) {
      const found = reference(items, next, is(items[at], 'into'));
      if (!found) break;
      const { source } = found;
      if (source.group && !is(source.group.items[0], ...queryStarts)) sources.push(...sourcesOf(source.group.items, true));
      else sources.push(source);
      at = found.at - 1;
      if (!isMark(items[found.at], ',')) break;
      next = found.at + 1;
    }
  }
  return sources;
}

// WITH name (columns) AS (query), …
function tablesOfWith(items) {
  const tables = new Map();
  for (let at = items.findIndex(item => is(item, 'with')) + 1; at > 0 && at < items.length; at++) {
    if (is(items[at], 'recursive')) at++;
    if (!isName(items[at])) break;
    const { name } = items[at++];
    const renamed = items[at]?.group ? items[at++].items.filter(isName).map(item => item.name) : null;
    if (!is(items[at], 'as')) break;
    at++;
    while (is(items[at], 'not', 'materialized')) at++;
    if (!items[at]?.group) break;
    tables.set(name, { group: items[at], renamed, alias: null });
    if (!isMark(items[at + 1], ',')) break;
    at++;
  }
  return tables;
}

const written = name => /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

class Scope {
  constructor(names, parent, group, position) {
    this.names = names;
    this.parent = parent;
    this.with = tablesOfWith(group.items);
    const items = part(group.items, position);
    this.sources = sourcesOf(items);
    this.target = items.some(item => is(item, 'conflict', 'returning')) ? this.sources[0] : undefined;
  }

  withTable(name) { return this.with.get(name) ?? this.parent?.withTable(name); }

  relation(parts) {
    if (parts.length > 1) return this.names.schemas.get(parts.at(-2))?.relations.get(parts.at(-1));
    // pg_catalog is searched first unless the path names it.
    for (const schema of ['pg_catalog', ...this.names.path]) {
      const found = this.names.schemas.get(schema)?.relations.get(parts[0]);
      if (found) return found;
    }
  }

  /** Columns of a source; none when nobody knows. */
  columns(source, depth = 0) {
    if (depth > 8) return [];
    let columns = [];
    if (source.group) columns = this.results(source.group, depth + 1);
    else if (source.call) columns = source.alias && !source.renamed ? [{ name: written(source.alias) }] : (source.renamed ?? []).map(name => ({ name: written(name) }));
    else {
      const common = source.names.length === 1 && this.withTable(source.names[0]);
      columns = common ? this.columns(common, depth + 1) : this.relation(source.names)?.columns ?? [];
    }
    return source.renamed ? source.renamed.map((name, at) => ({ ...columns[at], name: written(name) })).concat(columns.slice(source.renamed.length)) : columns;
  }

  // What a query of its own answers with: its first SELECT, or what it returns.
  results(group, depth) {
    const scope = new Scope(this.names, this, group, group.from);
    const items = part(group.items, group.from);
    let at = items.findIndex(item => is(item, 'select', 'returning'));
    if (at < 0) {
      const values = items.findIndex(item => is(item, 'values'));
      return values < 0 ? [] : Array.from({ length: (items[values + 1]?.items ?? []).filter(item => isMark(item, ',')).length + 1 }, (_, n) => ({ name: `column${n + 1}` }));
    }
    at++;
    while (is(items[at], 'all', 'distinct', 'on') || (items[at]?.group && is(items[at - 1], 'on'))) at++;
    const columns = [];
    for (let from = at; at <= items.length; at++) {
      const ends = at === items.length || is(items[at], 'from', 'where', 'group', 'order', 'having', 'limit', 'into', 'window', 'offset', 'fetch');
      if (!ends && !isMark(items[at], ',')) continue;
      columns.push(...scope.result(items.slice(from, at), depth));
      if (ends) break;
      from = at + 1;
    }
    return columns;
  }

  result(items, depth) {
    const last = items.at(-1);
    if (!last) return [];
    if (isMark(last, '*')) {
      if (items.length === 1) return this.sources.flatMap(source => this.columns(source, depth));
      const source = isMark(items.at(-2), '.') && this.find(items.at(-3)?.name);
      return source ? this.columns(source, depth) : [];
    }
    const cast = items.findIndex(item => isMark(item, ':'));
    if (is(items.at(-2), 'as')) return [{ name: written(last.name ?? '') }];
    const named = cast > 0 ? items[cast - 1] : last;
    if (named.group) return isName(items.at(-2)) ? [{ name: written(items.at(-2).name) }] : [];
    if (!isName(named)) return [];
    const before = items[items.indexOf(named) - 1];
    if (isMark(before, '.')) {
      const source = this.find(items[items.indexOf(named) - 2]?.name);
      return [{ name: written(named.name), type: source && this.columns(source, depth).find(column => plain(column.name) === named.name)?.type }];
    }
    if (!before) return [{ name: written(named.name), type: this.sources.flatMap(source => this.columns(source, depth)).find(column => plain(column.name) === named.name)?.type }];
    return before.mark ? [] : [{ name: written(named.name) }];
  }

  // The rows of the table written to have names of their own: in ON CONFLICT, and from PostgreSQL 18 on in RETURNING.
  find(name) { return this.sources.find(source => nameOf(source) === name) ?? (['excluded', 'old', 'new'].includes(name) ? this.target : undefined); }
}

const nameOf = source => source.alias ?? source.names?.at(-1) ?? null;

// ---- the options ----

const short = [[/^timestamp(\(\d\))? with time zone/, 'timestamptz$1'], [/^time(\(\d\))? with time zone/, 'timetz$1'], [/ without time zone/, ''], [/^character varying/, 'varchar'], [/^character\b/, 'char']];

/** A type's name as it is usually written. */
export const shortType = type => type && short.reduce((name, [long, brief]) => name.replace(long, brief), type);

const column = (found, boost, label = found.name) => ({ label, type: 'property', detail: shortType(found.type), boost });
const table = (relation, boost, label = relation.name, detail) => ({ label, type: 'class', detail, boost });
const call = (found, boost, label = found.name) => ({ label, type: 'function', detail: `(${found.args})${found.result ? ` → ${found.result}` : ''}`, boost, call: true, empty: found.args === '' });

/**
 * What fits at a place: `{ from, to, options }`, or `null` where nothing can be named (in strings and comments, after AS).
 * Options are `{ label, type, detail, boost, call, empty }`; `label` is the text to insert.
 */
export function complete(names, sql, position, explicit = false) {
  const tokens = tokenize(sql);
  if (tokens.some(token => (token.type === 'text' || token.type === 'gap') && token.from < position && position < token.to)) return null;
  const semicolons = tokens.filter(token => isMark(token, ';'));
  const from = semicolons.filter(token => token.to <= position).at(-1)?.to ?? 0;
  const to = semicolons.find(token => token.from >= position)?.from ?? sql.length;
  let statement = tokens.filter(token => token.type !== 'gap' && token.from >= from && token.to <= to);

  // What is being written: a word, perhaps, and what stands before it with dots.
  const typed = statement.find(token => isName(token) && token.from < position && position <= token.to);
  const start = typed?.from ?? position;
  const chain = [];
  const used = new Set(typed ? [typed] : []);
  for (let at = statement.findLastIndex(token => token.to <= start), next = start; isMark(statement[at], '.') && statement[at].to === next && isName(statement[at - 1]); at -= 2) {
    chain.unshift(statement[at - 1].name);
    used.add(statement[at]).add(statement[at - 1]);
    next = statement[at - 1].from;
  }
  if (!typed && chain.length === 0 && !explicit) return null;
  statement = statement.filter(token => !used.has(token));

  const root = nest(statement, from, to);
  const path = [root];
  for (let inner; (inner = path.at(-1).items.find(item => item.group && item.from <= position && position <= item.to)); ) path.push(inner);
  let scope = null;
  for (const group of path) scope = new Scope(names, scope, group, position);

  const options = chain.length > 0 ? qualified(names, scope, chain) : unqualified(names, scope, path.at(-1), start);
  if (!options) return null;
  const quotes = typed?.quoted || sql[start] === '"';
  // A quote that the editor closed by itself is written over.
  const end = quotes ? Math.max(position, typed && typed.to > position && !space.test(sql.slice(position, typed.to)) ? typed.to : position) : position;
  return { from: start, to: end, options: quotes ? options.map(option => option.label.startsWith('"') || option.label.includes('.') ? option : { ...option, label: `"${option.label}"` }) : options };
}

function qualified(names, scope, chain) {
  const options = [];
  if (chain.length === 1) {
    for (let at = scope; at; at = at.parent) {
      const source = at.find(chain[0]);
      if (source) { options.push(...at.columns(source).map(found => column(found, 2))); break; }
    }
  }
  const schema = names.schemas.get(chain.at(-1));
  if (chain.length <= 2 && schema && options.length === 0) {
    options.push(...[...schema.relations.values()].map(relation => table(relation, 1)), ...schema.functions.map(found => call(found, 0)));
  }
  if (chain.length > 1) options.push(...(scope.relation(chain)?.columns ?? []).map(found => column(found, 2)));
  return options;
}

function unqualified(names, scope, group, start) {
  const at = group.items.findLastIndex(item => item.from < start && !(item.group && item.to >= start));
  const before = group.items[at];
  if (is(before, 'as') && !is(group.items[0], 'create')) return null;
  if (wantsTable(group.items, at)) return tables(names, scope);
  const options = [];
  const seen = new Set();
  let boost = 4;
  for (let level = scope; level; level = level.parent, boost = Math.max(boost - 1, 2)) {
    const columns = level.sources.map(source => ({ source, columns: level.columns(source) }));
    const counts = new Map();
    for (const { columns: list } of columns) for (const found of list) counts.set(found.name, (counts.get(found.name) ?? 0) + 1);
    for (const { source, columns: list } of columns) {
      const name = nameOf(source) && written(nameOf(source));
      for (const found of list) {
        const label = counts.get(found.name) > 1 && name ? `${name}.${found.name}` : found.name;
        if (!seen.has(label)) { seen.add(label); options.push(column(found, boost, label)); }
      }
      if (name && !seen.has(name)) { seen.add(name); options.push({ label: name, type: 'variable', detail: source.names && source.alias ? source.names.join('.') : undefined, boost: 1 }); }
    }
  }
  for (const schema of ['pg_catalog', ...names.path]) options.push(...(names.schemas.get(schema)?.functions ?? []).map(found => call(found, schema === 'pg_catalog' ? -2 : 0)));
  options.push(...[...names.schemas.values()].map(schema => ({ label: schema.written, type: 'namespace', detail: 'schema', boost: -3 })));
  return options;
}

// Whether a table's name is due after the item at `at`.
function wantsTable(items, at) {
  const before = items[at];
  const deletes = is(items[0], 'delete', 'merge');
  if (is(before, 'from', 'join', 'into', 'table', 'only', 'truncate', 'references', 'lateral') || (deletes && is(before, 'using'))) return true;
  if (is(before, 'update')) return !is(items[at - 1], 'for', 'do', 'on', 'key', 'then', 'no');
  if (!isMark(before, ',')) return false;
  const opened = items.slice(0, at).findLast(item => isName(item) && !item.quoted && (clause.has(item.name) || item.name === 'truncate') && item.name !== 'as');
  return is(opened, 'from', 'truncate') || (deletes && is(opened, 'using'));
}

function tables(names, scope) {
  const options = [];
  for (let level = scope; level; level = level.parent) for (const name of level.with.keys()) options.push({ label: written(name), type: 'class', detail: 'with', boost: 4 });
  const shown = new Set();
  for (const schema of names.path) {
    for (const [name, relation] of names.schemas.get(schema)?.relations ?? []) {
      // One further down the path is hidden by its namesake.
      options.push(shown.has(name) ? table(relation, 0, `${names.schemas.get(schema).written}.${relation.name}`) : table(relation, 3, relation.name, schema));
      shown.add(name);
    }
  }
  for (const [name, schema] of names.schemas) {
    options.push({ label: schema.written, type: 'namespace', detail: 'schema', boost: 1 });
    if (names.path.includes(name) || name === 'information_schema') continue;
    for (const relation of schema.relations.values()) options.push(name === 'pg_catalog' ? table(relation, -3, relation.name, name) : table(relation, 0, `${schema.written}.${relation.name}`));
  }
  return options;
}
