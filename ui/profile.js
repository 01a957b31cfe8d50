// Presses inside the panel become events of the component; see `People`.
const DEEDS = [
  'pin', 'unpin', 'correct', 'remove', 'forget_film',
  'export', 'forget_conversation', 'forget_everything',
];
element.addEventListener('click', (press) => {
  const button = press.target.closest('[data-deed]');
  if (!button || !DEEDS.includes(button.dataset.deed)) return;
  const { deed, statement, item } = button.dataset;
  const sure = button.closest('.sure');
  if (sure) sure.open = false;
  if (deed === 'correct') document.querySelector('#words textarea')?.focus();
  trigger(deed, { statement, item });
});

// A file is read here and sent as text, so that no copy of it lies on the server; one that is
// too large is sent just as far as shows that it is.
element.addEventListener('change', async (change) => {
  const file = change.target.files?.[0];
  if (!file) return;
  const text = await file.slice(0, 1000001).text();
  change.target.value = '';
  trigger('restore', { text });
});

// What was unfolded stays unfolded when the list is drawn anew.
const unfolded = new Set();
element.addEventListener('click', (press) => {
  const fold = press.target.closest('summary')?.closest('[data-fold]');
  if (!fold) return;
  if (fold.open) unfolded.delete(fold.dataset.fold);
  else unfolded.add(fold.dataset.fold);
});
watch('value', () => {
  for (const fold of element.querySelectorAll('[data-fold]')) {
    fold.open = unfolded.has(fold.dataset.fold);
  }
});
