// Sends a form once: its buttons rest meanwhile, a file shows how far it has come, and where the
// connection is lost the page stays as it is, to be sent again as the same form.
function rest(form, resting) {
  for (const button of form.querySelectorAll('[type="submit"]')) button.disabled = resting;
}

function say(form, text, isGrave) {
  const place = form.querySelector('[data-said]');
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
  place.toggleAttribute('data-grave', isGrave);
}

// An answer that leads nowhere else is a page about this form: it takes this one's place.
function show(text) {
  const page = new DOMParser().parseFromString(text, 'text/html');
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  for (const script of page.querySelectorAll('script[src]')) {
    const src = script.getAttribute('src');
    if (document.querySelector(`script[src="${src}"]`)) continue;
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }));
  }
  scrollTo(0, 0);
  // Where one thing alone is to be mended on a long page, it stands ready.
  const place = document.querySelector('main [autofocus]') || document.getElementById('content');
  if (place) place.focus();
}

function send(form, body, action) {
  const line = new XMLHttpRequest();
  line.open('POST', action);
  line.upload.addEventListener('progress', (sent) => {
    const done = Math.floor((sent.loaded / (sent.total || 1)) * 100);
    if (form.enctype.startsWith('multipart/')) say(form, `正在上传,已传 ${done}%`, false);
  });
  line.addEventListener('load', () => {
    // The browser goes where the answer came from, or where it is to be asked for again.
    const isAgain = line.getResponseHeader('refresh') !== null;
    if (line.responseURL && (line.responseURL !== action || isAgain)) {
      location.assign(line.responseURL);
      return;
    }
    show(line.responseText);
  });
  line.addEventListener('error', () => {
    rest(form, false);
    say(form, '没有连上,填写的内容都在这一页。请检查网络,再按一次;不会重复办理。', true);
  });
  line.send(body);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('form[data-enhance~="send"]')) return;
  event.preventDefault();
  const data = new FormData(form);
  const button = event.submitter;
  if (button && button.name) data.append(button.name, button.value);
  const isFile = form.enctype.startsWith('multipart/');
  rest(form, true);
  say(form, isFile ? '正在上传' : '正在提交', false);
  // A button may lead elsewhere than its form.
  const action = button && button.hasAttribute('formaction') ? button.formAction : form.action;
  send(form, isFile ? data : new URLSearchParams(data), action);
});
// Back from the next page, in the state in which it was left.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-enhance~="send"]')) rest(form, false);
});
