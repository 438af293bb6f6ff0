// Keeps what is typed into a form in this browser, for this person and this form, and puts it back
// after a lost connection or a login that was over. Passwords, codes and files are never kept.
const DAYS = 14;
const whose = document.body.dataset.whose || '';
const all = () => document.querySelectorAll('form[data-enhance~="draft"]');
const key = (form) => `draft ${whose} ${new URL(form.action).pathname}`;
const clock = (at) => new Date(at).toTimeString().slice(0, 5);

// A browser may refuse to keep anything: then there is no draft, and all else goes on.
function stored(act) {
  try { return act(localStorage); } catch (refused) { return null; }
}
const read = (name) => stored((store) => JSON.parse(store.getItem(name)));
const forget = (name) => stored((store) => store.removeItem(name));

const kept = (field) =>
  field.name && !field.disabled && field.autocomplete !== 'one-time-code' &&
  !['hidden', 'password', 'file', 'submit', 'button'].includes(field.type);
const isBox = (field) => ['checkbox', 'radio'].includes(field.type);
// What somebody typed: what only stands there as the server gave it is not theirs to keep, since
// another person may have changed it when the page comes again.
const isTyped = (field) => {
  if (isBox(field)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
};
const versions = (form) => [...form.querySelectorAll('[data-version]')];
const value = (field) => (isBox(field) ? field.checked : field.value);

function say(form, text, undo) {
  const place = form.querySelector('[data-said]');
  if (!place) return;
  place.replaceChildren(text, ...(undo ? [' ', undo] : []));
  place.hidden = false;
}

function keep(form, sending) {
  const [id, before] = [form.elements.form.value, read(key(form))];
  const tried = sending || Boolean(before && before.form === id && before.tried);
  const draft = { form: id, at: Date.now(), tried };
  // What was typed before is in a page that came back with a mistake as the server gave it.
  const earlier = new Set(((before && before.fields) || []).map(([name]) => name));
  const mine = (field) => kept(field) && (isTyped(field) || earlier.has(field.id));
  draft.fields = [...form.elements].filter(mine).map((field) => [field.id, value(field)]);
  // Beside which state it was typed: the server says whether somebody changed it since.
  draft.versions = versions(form).map((one) => [one.name, one.value]);
  const done = stored((store) => store.setItem(key(form), JSON.stringify(draft)) || true);
  if (done && !sending) say(form, `草稿已存在本机 ${clock(draft.at)}`);
}

function putBack(form) {
  const draft = read(key(form));
  if (!draft || document.querySelector('.summary, .record-news')) return;
  for (const [id, was] of draft.fields) {
    const field = form.elements[id];
    if (field && kept(field)) field[isBox(field) ? 'checked' : 'value'] = was;
  }
  // Each is that of one criterion, or of the whole form.
  const isTouched = (part) => draft.fields.some(([id]) => !part || id.endsWith(`-${part}`));
  const then = new Map(draft.versions || []);
  for (const one of versions(form)) {
    if (then.has(one.name) && isTouched(one.dataset.version)) one.value = then.get(one.name);
  }
  // It may have arrived while its answer was lost: the same identity is not done twice.
  if (draft.tried) form.elements.form.value = draft.form;
  if (!draft.fields.length) return;
  const look = { type: 'button', className: 'button button-plain', textContent: '不用草稿' };
  const undo = Object.assign(document.createElement('button'), look);
  undo.addEventListener('click', () => forget(key(form)) || location.reload());
  say(form, `已放回 ${clock(draft.at)} 存在本机的草稿。`, undo);
}

// What arrived, by the server's word, and what is too old, is forgotten.
function sweep() {
  const sent = (/(?:^|; )sent=([^;]*)/.exec(document.cookie) || ['', ''])[1].split('.');
  const names = stored((store) => Object.keys(store)) || [];
  for (const name of names.filter((name) => name.startsWith('draft '))) {
    const draft = read(name);
    const isOld = !draft || Date.now() - draft.at > DAYS * 864e5;
    if (isOld || sent.includes(draft.form)) forget(name);
  }
}

const ours = (event) => event.target.closest('form[data-enhance~="draft"]');
let waiting = 0;
document.addEventListener('input', (event) => {
  const form = ours(event);
  clearTimeout(waiting);
  if (form) waiting = setTimeout(() => keep(form, false), 300);
});
document.addEventListener('submit', (event) => {
  const form = ours(event);
  clearTimeout(waiting);
  if (form) keep(form, true);
  if (!form || form.elements.draft) return;
  const mark = { type: 'hidden', name: 'draft', value: 'yes' };
  form.append(Object.assign(document.createElement('input'), mark));
}, true);
sweep();
all().forEach(putBack);
