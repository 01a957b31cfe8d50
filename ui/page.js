// Presses inside the conversation become events of the component; see `Dialogue`.
element.addEventListener('click', (press) => {
  const button = press.target.closest('[data-deed]');
  if (!button) return;
  const { deed, item, stance, text } = button.dataset;
  const answering = document.querySelector('.turn.live');
  if (deed === 'mark') trigger('mark', { item, stance });
  if (deed === 'why') trigger('why', { item });
  if (deed === 'more' && !answering) trigger('more', { item });
  if (deed === 'say' && !answering) trigger('say', { text });
});

// A new turn is brought to the top of the window; a mark or an opened reason moves nothing.
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
let shown = 0;
watch('value', () => {
  const turns = element.querySelectorAll('.turn');
  if (turns.length > shown && turns.length > 1) {
    turns[turns.length - 1].scrollIntoView({
      block: 'start',
      behavior: shown && !calm.matches ? 'smooth' : 'auto',
    });
  }
  shown = turns.length;
});
