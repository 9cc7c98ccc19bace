// The SQL editor: CodeMirror with PostgreSQL's dialect. The text lives here; it is sent when it is run and, for the draft, when typing rests.
import {
  EditorState, EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, drawSelection, highlightSpecialChars, placeholder,
  rectangularSelection, defaultKeymap, history, historyKeymap, indentWithTab, bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting,
  autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, searchKeymap, highlightSelectionMatches, setDiagnostics, lintGutter, PostgreSQL, keywordCompletionSource, tags,
  StateEffect, StateField, Decoration,
} from '../dist/codemirror.js';
import { complete, published } from './query-names.js';

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.bool, tags.null], color: 'var(--ac-sql-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ac-sql-string)' },
  { tag: tags.number, color: 'var(--ac-sql-number)' },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name), tags.typeName], color: 'var(--ac-sql-function)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--ac-sql-comment)' },
]);

// What was last run, marked in the margin for as long as the text stays as it was.
const setRan = StateEffect.define();
const ran = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setRan)) continue;
      const { doc } = transaction.state;
      const lines = [];
      for (const { from, to } of effect.value)
        for (let line = doc.lineAt(from); ; line = doc.line(line.number + 1)) {
          lines.push(Decoration.line({ class: 'query-ran' }).range(line.from));
          if (line.to >= to || line.number === doc.lines) break;
        }
      return Decoration.set(lines, true);
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: field => EditorView.decorations.from(field),
});

const keyword = keywordCompletionSource(PostgreSQL, true);
const keywords = PostgreSQL.language.data.of({ autocomplete: context => context.matchBefore(/\.\s*"?[\w$]*$/) ? null : keyword(context) });

// Names of the database beside the dialect's keywords. Without names there are keywords only; typing never waits for them.
const names = PostgreSQL.language.data.of({
  autocomplete({ state, pos, explicit }) {
    const found = published() && complete(published(), state.doc.toString(), pos, explicit);
    if (!found || found.options.length === 0) return null;
    const options = found.options.map(option => option.call ? { ...option, apply: insertCall } : option);
    return { ...found, options, validFor: found.to === pos ? /^[\w$\u0080-\uffff]*$/ : undefined };
  },
});

function insertCall(view, { label, empty }, from, to) {
  const called = view.state.sliceDoc(to, to + 1) === '(';
  view.dispatch({
    changes: { from, to, insert: called ? label : `${label}()` },
    selection: { anchor: from + label.length + (called ? 0 : empty ? 2 : 1) },
    userEvent: 'input.complete',
  });
}

export function createEditor(parent, { onChange, onCursor }) {
  const state = text => EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), rectangularSelection(),
      EditorState.allowMultipleSelections.of(true), indentOnInput(), bracketMatching(), closeBrackets(), autocompletion({ icons: false }), highlightActiveLine(),
      highlightSelectionMatches(), lintGutter(), ran, syntaxHighlighting(colours), PostgreSQL, keywords, names,
      placeholder('Write SQL. Ctrl Enter runs the statement under the cursor.'),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'data-testid': 'query-editor', 'aria-label': 'SQL', spellcheck: 'false', autocapitalize: 'off' }),
      // Tab leaves the editor after Escape (CodeMirror's own way), so nobody is caught in it.
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, indentWithTab]),
      EditorView.updateListener.of(update => {
        if (update.docChanged) onChange();
        if (update.docChanged || update.selectionSet) onCursor(cursor());
      }),
    ],
  });
  const view = new EditorView({ parent, state: state('') });
  const cursor = () => {
    const { head } = view.state.selection.main;
    const line = view.state.doc.lineAt(head);
    return { line: line.number, column: head - line.from + 1 };
  };
  const clamp = offset => Math.max(0, Math.min(offset, view.state.doc.length));

  return {
    get: () => view.state.doc.toString(),
    set(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } }); },
    /** Another text with a history of its own. */
    open(text) { view.setState(state(text)); onCursor(cursor()); },
    /** Puts text where the cursor is, in place of what is selected. */
    insert(text) { view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true, userEvent: 'input' }); view.focus(); },
    /** Puts a statement below the text and selects it. */
    append(statement) {
      const end = view.state.doc.length;
      const gap = view.state.doc.toString().trim() === '' ? '' : /;\s*$/.test(view.state.doc.toString()) ? '\n\n' : ';\n\n';
      const from = gap === '' ? 0 : end;
      view.dispatch({ changes: { from, to: end, insert: gap + statement }, selection: { anchor: from + gap.length, head: from + gap.length + statement.length }, scrollIntoView: true, userEvent: 'input' });
      view.focus();
    },
    selection() { const { from, to } = view.state.selection.main; return { from, to }; },
    markRan(ranges) { view.dispatch({ effects: setRan.of(ranges.map(({ from, to }) => ({ from: clamp(from), to: clamp(to) }))) }); },
    clearMarks() { view.dispatch(setDiagnostics(view.state, [])); },
    markError(position, message) {
      const from = clamp(position);
      const word = view.state.wordAt(from);
      const to = word && word.from <= from && word.to > from ? word.to : clamp(from + 1);
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: 'error', message }]));
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'nearest' }) });
    },
    goTo(position) { view.dispatch({ selection: { anchor: clamp(position) }, scrollIntoView: true }); view.focus(); },
    focus: () => view.focus(),
    cursor,
    destroy: () => view.destroy(),
  };
}
