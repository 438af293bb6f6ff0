// What a person would stumble over on a page: a line each. axe-core stands before this text.
const done = arguments[arguments.length - 1];
const found = [];
const name = (e) => `${e.tagName.toLowerCase()} ${(e.textContent || e.name || '').trim().slice(0, 20)}`;
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth > width) {
  const wide = [...document.querySelectorAll('body *')].filter(
    (e) => e.getBoundingClientRect().right > width + 1,
  );
  found.push(`scrolls sideways: ${wide.slice(0, 3).map(name)}`);
}
// A link within a sentence is as tall as its line.
const inSentence = (e) =>
  e.tagName === 'A' &&
  getComputedStyle(e).display === 'inline' &&
  [...e.parentNode.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
// On a phone a table's head is only heard.
const isHeard = (e) => {
  const head = e.closest('thead');
  return head && getComputedStyle(head).position === 'absolute';
};
if (width < 600) {
  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    const boxes = [e, ...(['checkbox', 'radio'].includes(e.type) ? e.labels : [])].map((b) =>
      b.getBoundingClientRect(),
    );
    const wide = Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left));
    const tall = Math.max(...boxes.map((b) => b.height));
    const isThere = e.type !== 'hidden' && wide > 1 && tall > 1 && boxes[0].bottom > 0;
    if (isThere && !inSentence(e) && !isHeard(e) && (Math.round(wide) < 44 || Math.round(tall) < 44)) {
      found.push(`small: ${name(e)} ${Math.round(wide)}×${Math.round(tall)}`);
    }
  }
}
axe.run(document).then(
  (looked) => {
    for (const v of looked.violations) {
      found.push(`${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 80))}`);
    }
    done(found.join('\n'));
  },
  (error) => done(`axe: ${error}`),
);
