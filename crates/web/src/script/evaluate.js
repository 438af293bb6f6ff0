// Giving points by keyboard: Enter in an empty place takes the suggestion and goes on to the next
// criterion, Enter behind the last one goes to the button; points that were typed untick «采用建议».
function criterionOf(place) {
  return place.closest('[data-criterion]') || place.closest('form');
}

function places(form) {
  return Array.from(form.querySelectorAll('[data-points]'));
}

function goOn(form, place) {
  const all = places(form);
  const next = all[all.indexOf(place) + 1];
  if (next) {
    next.focus();
    next.select();
    next.scrollIntoView({ block: 'center' });
    return true;
  }
  return false;
}

document.addEventListener('keydown', (event) => {
  const place = event.target;
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
