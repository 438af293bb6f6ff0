// Sends chosen files in pieces, so that a lost connection costs one of them: it goes on by itself
// when the network is back, or by a button. A file that has come stands in the form as attached.
const PIECE = 512 << 10;
const LOST = '没有连上。网络恢复后自动接着传,也可以点「接着传」。';
const OVER = '登录已过期。请在新窗口登录,再点「接着传」。';
const [rows, all] = [new Set(), () => Array.from(rows)];
let line = null;

const made = (name, facts) => Object.assign(document.createElement(name), facts);
const button = (textContent) =>
  made('button', { type: 'button', className: 'button button-plain', textContent });

function say(row, text, state) {
  row.state = state;
  // How far it has come is there to be read, and not read out at every step.
  row.said.setAttribute('aria-live', state === 'sending' ? 'off' : 'polite');
  row.said.textContent = `${row.file.name}:${text}`;
  row.box.toggleAttribute('data-grave', !['waiting', 'sending'].includes(state));
  row.again.hidden = state !== 'stopped';
}

function drop(row) {
  if (rows.delete(row) && row.state === 'sending') line.abort();
  row.box.remove();
}

function rowOf(field, file) {
  const [box, said] = [made('div', { className: 'said upload' }), made('p', {})];
  const row = { box, said, file, to: field.dataset.to, at: '', again: button('接着传') };
  box.append(said, row.again, button('不传了'));
  row.again.addEventListener('click', () => goOn([row]));
  box.lastChild.addEventListener('click', () => drop(row));
  field.closest('.field').before(box);
  say(row, '等待上传', 'waiting');
  return row;
}

async function ask(method, to, body, headers) {
  const [redirect, signal] = ['manual', line.signal];
  const answer = await fetch(to, { method, body, headers, redirect, signal });
  const said = (name) => answer.headers.get(name);
  const isPage = (said('content-type') || '').startsWith('text/html');
  const [there, at, code] = [said('upload-offset'), said('location'), answer.status];
  return { code, there, isPage, at, text: await answer.text() };
}

// One request for a file; whether there is another.
async function step(row) {
  const { file, at, there } = row;
  const named = new URLSearchParams({ name: file.name, bytes: file.size });
  const numbers = { 'upload-offset': there, 'upload-length': file.size };
  const piece = file.slice(there, there + PIECE, 'application/octet-stream');
  const answer = await (!at ? ask('POST', row.to, named)
    : there === null ? ask('GET', at) : ask('PUT', at, piece, numbers));
  const { code, isPage, text } = answer;
  if (answer.there !== null && !isPage) {
    [row.at, row.there] = [at || answer.at, Number(answer.there)];
    say(row, `正在上传,已传 ${Math.floor((row.there / file.size) * 100)}%`, 'sending');
    return true;
  }
  if (answer.there !== null) {
    row.box.before(new DOMParser().parseFromString(text, 'text/html').body.firstElementChild);
    drop(row);
  } else if ([413, 422, 429].includes(code) && !isPage) say(row, text, 'refused');
  else say(row, code === 401 || code === 0 ? OVER : '没有传上去。请稍后点「接着传」。', 'stopped');
  if (code === 404) row.at = ''; // What was swept meanwhile begins anew.
  return false;
}

async function goOn(some) {
  for (const row of some) if (row.state === 'stopped') say(row, '等待上传', 'waiting');
  const next = () => !line && all().find((row) => row.state === 'waiting');
  for (let row = next(); row; line = null, row = next()) {
    line = new AbortController();
    row.there = null;
    say(row, '正在上传', 'sending');
    try {
      while (rows.has(row) && (await step(row)));
    } catch (lost) {
      if (rows.has(row)) say(row, LOST, 'stopped');
    }
  }
}

document.addEventListener('change', ({ target }) => {
  if (!target.matches('input[data-enhance~="upload"]')) return;
  for (const file of target.files) rows.add(rowOf(target, file));
  target.value = '';
  goOn([]);
});
addEventListener('submit', (event) => {
  const due = all().find((row) => row.state !== 'refused' && event.target.contains(row.box));
  if (!due) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  due.box.scrollIntoView({ block: 'center' });
  say(due, '还没有传完。请等它传完再提交,或点「不传了」。', due.state);
}, true);
addEventListener('online', () => goOn(all()));
addEventListener('offline', () => line && line.abort());
