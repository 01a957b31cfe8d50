// Presses inside the panel become events of the component; see `People` and `Owner`.
const DEEDS = [
  'pin', 'unpin', 'correct', 'remove', 'forget_film', 'allow_learning', 'end_learning', 'answer_quiz',
  'export', 'forget_conversation', 'forget_everything',
];
element.addEventListener('click', (press) => {
  const button = press.target.closest('[data-deed]');
  if (!button || !DEEDS.includes(button.dataset.deed)) return;
  const { deed, statement, item } = button.dataset;
  const sure = button.closest('.sure');
  if (sure) sure.open = false;
  if (deed === 'correct') document.querySelector('#words textarea')?.focus();
  const questions = [...element.querySelectorAll('.question')];
  const answers = questions.map((one) => Number(one.querySelector(':checked')?.value ?? 0));
  trigger(deed, deed === 'answer_quiz' ? { answers } : { statement, item });
});

// A file is read here and sent as text, so that no copy of it lies on the server; one that is
// too large is sent just as far as shows that it is. Where bytes are no UTF-8 they are garbled.
element.addEventListener('change', async (change) => {
  const file = change.target.files?.[0];
  if (!file) return;
  const bytes = await file.slice(0, Number(change.target.dataset.largest) + 1).arrayBuffer();
  change.target.value = '';
  let garbled = '';
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    garbled = 'yes';
    text = new TextDecoder().decode(bytes);
  }
  trigger('restore', { name: file.name, text, garbled });
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
