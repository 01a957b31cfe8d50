// What was unfolded stays unfolded when the conversation is drawn anew, and what is read stays in
// place: only whoever looks at the newest words is taken along to newer ones.
const unfolded = new Set();
element.addEventListener('click', (press) => {
  const fold = press.target.closest('summary')?.closest('[data-fold]');
  if (!fold) return;
  if (fold.open) unfolded.delete(fold.dataset.fold);
  else unfolded.add(fold.dataset.fold);
});
let place = 0;
let follows = true;
let key = '';
element.addEventListener('scroll', ({ target }) => {
  if (!target.matches('.talk')) return;
  place = target.scrollTop;
  follows = target.scrollHeight - target.clientHeight - place < 40;
}, true);
watch('value', () => {
  const shown = element.querySelector('[data-key]')?.dataset.key ?? '';
  if (shown !== key) {
    key = shown;
    follows = true;
  }
  for (const fold of element.querySelectorAll('[data-fold]')) {
    fold.open = unfolded.has(fold.dataset.fold);
  }
  const talk = element.querySelector('.talk');
  if (talk) talk.scrollTop = follows ? talk.scrollHeight : place;
});
