// Asks beside the page's script how the class stands, and has the page drawn anew where what stands here lags behind (`aside.js`, `calm.js`).
// It asks for a drawing again and again until the server says that nothing is behind: a drawing may be lost on its way. A page that goes on
// running is no reason to wait for ever, as the end of a drawing may be lost too; what a reader has just done is waited for.
const LATE = 5000, FIRST = 1000, MOST = 10000, FAILED = 3; // [ms], [ms], [ms], times
const drawings = (window.clgDrawings ??= { last: -MOST, wait: FIRST });

export default function ({ data, setTriggerValue }) {
  const calm = calmness();
  let asked = performance.now(), waiting = null, behind = false, failed = 0, turn = 0;

  async function ask() {
    asked = performance.now();
    const mine = (waiting = new AbortController()), late = setTimeout(() => mine.abort(), LATE);
    try {
      const answer = await aside("class", { page: data.page, turn: data.turn }, mine.signal);
      if (answer.status !== 200 && answer.status !== 204) throw new Error(answer.statusText);
      const found = answer.status === 200 ? await answer.json() : { behind: true }; // another server has come, which knows nothing of this page
      if (found.words) dispatchEvent(new CustomEvent("clg-count", { detail: found.words }));
      failed = 0;
      behind = found.behind;
      if (!behind) drawings.wait = FIRST;
    } catch {
      behind = (failed += 1) >= FAILED;
    }
    clearTimeout(late);
    if (waiting === mine) waiting = null;
  }
  function look() {
    const now = performance.now(), may = !changing() && (calm(now) || now - acts.last >= IDLE);
    if (document.hidden) return;
    if (!waiting && now - asked >= data.every * 1000) ask();
    if (!behind || !may || now - drawings.last < drawings.wait) return;
    Object.assign(drawings, { last: now, wait: Math.min(MOST, 2 * drawings.wait) });
    behind = false; // until an answer says so once more
    alone(() => setTriggerValue("look", (turn += 1)));
  }
  function seen() {
    if (document.hidden) return;
    asked = -MOST;
    look();
  }
  const looking = setInterval(look, LOOK);
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearInterval(looking);
    document.removeEventListener("visibilitychange", seen);
    waiting?.abort();
  };
}
