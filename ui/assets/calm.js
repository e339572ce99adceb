// When a page may ask its server something by itself: while it rests and nobody does anything. A question carries what every control shows
// here. While the server has not begun with what a reader did last, that would put back what an action is to change, say Undo: so nothing is
// asked until the page has been seen to run since, or nothing came of it for IDLE ms.
const AGAIN = 1000, CALM = 400, IDLE = 5000, LOOK = 100;
const acts = (window.clgActs ??= listen());

function listen() {
  const seen = { last: -IDLE, answered: true };
  const acted = () => Object.assign(seen, { last: performance.now(), answered: false });
  for (const kind of ["pointerdown", "pointerup", "keydown", "input", "change", "drop", "popstate"]) addEventListener(kind, acted, true);
  whenRunning(() => (seen.answered = true)); // of `page_change.js`, which stands before this
  return seen;
}

// Returns what says whether the page is calm; it has to be asked every LOOK ms.
function calmness() {
  let rested = null;
  return now => {
    const waited = now - acts.last;
    const rests = document.querySelector("[data-testid=stApp]")?.getAttribute(STATE) === "notRunning";
    rested = rests ? (rested ?? now) : null;
    return !changing() && rests && now - rested >= CALM && waited >= CALM && (acts.answered || waited >= IDLE);
  };
}

// Calls `ask`, alone (`alone.js`), once every AGAIN ms while it is `wanted` and the page is calm; returns what ends that.
function whileCalm(ask, wanted) {
  const calm = calmness();
  let asked = performance.now();
  function look() {
    const now = performance.now();
    if (!calm(now) || now - asked < AGAIN || document.hidden || !wanted()) return;
    asked = now;
    alone(ask);
  }
  const looking = setInterval(look, LOOK);
  return () => clearInterval(looking);
}
