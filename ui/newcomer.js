// Gives this browser's person one id however many tabs are opened at once on the first visit: a
// tab that finds none kept makes one where all tabs look, one tab after the other.
async (kept) => {
  const KEY = 'parley-newcomer';
  const isId = (text) => /^[0-9a-f]{32}$/.test(text ?? '');
  if (isId(kept)) return [kept];
  const agreed = () => {
    if (!isId(localStorage.getItem(KEY))) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      const id = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      localStorage.setItem(KEY, id);
    }
    return localStorage.getItem(KEY);
  };
  // Locks are there on loopback and under https; elsewhere two tabs may still miss each other.
  return [await (navigator.locks ? navigator.locks.request(KEY, agreed) : agreed())];
}
