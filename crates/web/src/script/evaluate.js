// Giving points by keyboard: Enter in an empty place takes the suggestion and goes on to the next
// criterion, Enter in the last one saves; points that were typed untick «采用建议». Where nothing
// is pointed at, Enter goes to what is to be done next: what is wrong, the first criterion without
// points, the button that ends this branch, the next branch.
function criterionOf(place) {
  return place.closest('[data-criterion]') || place.closest('form');
}

function places(form) {
  return Array.from(form.querySelectorAll('[data-points]'));
}

function goTo(place) {
  if (!place) return false;
  place.focus();
  if (place.select) place.select();
  place.scrollIntoView({ block: 'center' });
  return true;
}

function goOn(form, place) {
  const all = places(form);
  return goTo(all[all.indexOf(place) + 1]);
}

function due() {
  const all = Array.from(document.querySelectorAll('[data-points]'));
  const wrong = document.querySelector('main [aria-invalid="true"]');
  return wrong || all.find((place) => !place.value) || document.querySelector('[data-go]');
}

document.addEventListener('keydown', (event) => {
  const place = event.target;
  if (event.key === 'Enter' && (place === document.body || place.id === 'content')) {
    if (goTo(due())) event.preventDefault();
    return;
  }
  const form = place.form;
  if (event.key !== 'Enter' || event.isComposing || !form) return;
  if (!form.matches('form[data-enhance~="evaluate"]')) return;
  const isPoints = place.matches('[data-points]');
  if (!isPoints && !place.matches('[data-reason]')) return;
  const criterion = criterionOf(place);
  const points = criterion.querySelector('[data-points]');
  const take = criterion.querySelector('[data-take]');
  if (isPoints && !points.value) {
    // Where there is no single suggestion, the place stays until something is typed.
    if (!take) {
      event.preventDefault();
      return;
    }
    take.checked = true;
  }
  if (goOn(form, points)) {
    event.preventDefault();
    return;
  }
  // The last one: the form is sent, as Enter does.
});

document.addEventListener('input', (event) => {
  const place = event.target;
  if (!place.matches('[data-points]')) return;
  const take = criterionOf(place).querySelector('[data-take]');
  if (take && place.value) take.checked = false;
});

function tell() {
  for (const place of document.querySelectorAll('[data-keys]')) place.hidden = false;
}

addEventListener('pageshow', tell);
tell();
